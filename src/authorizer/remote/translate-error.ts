/** What an error of the SDK is in the house: a refusal with the server's code, or a failed server. */
import { FgaApiAuthenticationError, FgaApiError, FgaError, FgaValidationError } from '@openfga/sdk'
import { isRefusalCode, Refusal } from '#authorizer/errors.ts'
import { ServerFailed } from './server-failed.ts'

/** Never the request: its headers hold the key. */
export function translateError(error: unknown, url: string): unknown {
  if (error instanceof FgaApiAuthenticationError) {
    return new ServerFailed(
      'key refused',
      url,
      `refuses the key (${error.apiErrorCode ?? error.statusCode})`,
    )
  }
  if (error instanceof FgaApiError) {
    const { code, message } = bodyOf(error.responseData)
    if (isRefusalCode(code)) return new Refusal(code, message)
    return new ServerFailed(
      'broken',
      url,
      `answers ${error.statusCode}: ${message || 'nothing more'}`,
    )
  }
  // The SDK's own rules, which it holds before it asks.
  if (error instanceof FgaValidationError) return new Refusal('validation_error', error.message)
  if (error instanceof FgaError) {
    const [code] = /\bE[A-Z]{3,}\b/.exec(error.message) ?? []
    return new ServerFailed(
      'unreachable',
      url,
      `does not answer${code === undefined ? '' : ` (${code})`}`,
    )
  }
  return error
}

function bodyOf(body: unknown): { readonly code?: unknown; readonly message: string } {
  if (typeof body !== 'object' || body === null) return { message: '' }
  const { code, message } = body as { readonly code?: unknown; readonly message?: unknown }
  return { code, message: typeof message === 'string' ? message : '' }
}
