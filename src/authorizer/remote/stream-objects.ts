/** Objects as a server finds them, a line each. What it refuses comes as a line, too. */
import { FgaApiError, type OpenFgaApi } from '@openfga/sdk'
import type { Answered } from '#authorizer/authorizer.ts'
import { Refusal } from '#authorizer/errors.ts'
import type { Connection } from './connection.ts'
import { jsonLines } from './json-lines.ts'
import { answered } from './read-answers.ts'
import { ServerFailed } from './server-failed.ts'

/** A body that is still coming in, as the SDK hands it out. */
interface Incoming extends AsyncIterable<Uint8Array> {
  readonly headers?: unknown
}

/** The numbers by which a stream says what kind of error it has: those of gRPC. */
const INVALID_ARGUMENT = 3
const NOT_FOUND = 5

export async function streamObjects(
  { url, api, translate }: Connection,
  open: (api: OpenFgaApi) => Promise<unknown>,
): Promise<Answered & { readonly objects: AsyncIterable<string> }> {
  try {
    const incoming = (await open(api)) as Incoming
    const { headers = {} } = incoming
    return { ...answered({ $response: { headers } }), objects: objectsOf(incoming, url) }
  } catch (error) {
    throw isStreamed(error) ? await refusalIn(error.responseData, url) : translate(error)
  }
}

async function* objectsOf(incoming: Incoming, url: string): AsyncGenerator<string> {
  try {
    for await (const line of jsonLines(incoming)) {
      const { result, error } = line as StreamedLine
      if (error !== undefined) throw streamedError(error, url)
      if (result !== undefined) yield result.object
    }
  } catch (error) {
    if (error instanceof Refusal || error instanceof ServerFailed) throw error
    throw new ServerFailed('broken', url, 'ended its answer before it was whole')
  }
}

interface StreamedLine {
  readonly result?: { readonly object: string }
  readonly error?: StreamedError
}

interface StreamedError {
  readonly code: number
  readonly message: string
}

function streamedError({ code, message }: StreamedError, url: string): Refusal | ServerFailed {
  if (code === INVALID_ARGUMENT) return new Refusal('validation_error', message)
  if (code === NOT_FOUND) return new Refusal('store_id_not_found', message)
  return new ServerFailed('broken', url, `answers: ${message}`)
}

function isStreamed(
  error: unknown,
): error is FgaApiError & { readonly responseData: Incoming; readonly statusCode: 400 | 404 } {
  return (
    error instanceof FgaApiError &&
    (error.statusCode === 400 || error.statusCode === 404) &&
    typeof error.responseData === 'object' &&
    error.responseData !== null &&
    Symbol.asyncIterator in error.responseData
  )
}

async function refusalIn(incoming: Incoming, url: string): Promise<Refusal | ServerFailed> {
  for await (const line of jsonLines(incoming)) {
    const { error } = line as StreamedLine
    if (error !== undefined) return streamedError(error, url)
  }
  return new ServerFailed('broken', url, 'refuses the request and does not say why')
}
