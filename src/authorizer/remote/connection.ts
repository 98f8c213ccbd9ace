/** The SDK's client of one server, whose errors come out as the house's. */
import { CredentialsMethod, type OpenFgaApi, OpenFgaClient } from '@openfga/sdk'
import { translateError } from './translate-error.ts'

export interface RemoteServer {
  /** Without a path: `http://127.0.0.1:8080`. */
  readonly url: string
  readonly key?: string
}

/** A question that takes longer is given up: the server's own deadline is three seconds. */
const TIMEOUT_MS = 30_000

export interface Connection {
  readonly url: string
  readonly api: OpenFgaApi
  /** Throws `Refusal` or `ServerFailed`. */
  call<Answer>(ask: (api: OpenFgaApi) => Promise<Answer>): Promise<Answer>
  translate(error: unknown): unknown
}

export function connect({ url, key }: RemoteServer): Connection {
  const { api }: { readonly api: OpenFgaApi } = new OpenFgaClient({
    apiUrl: url,
    ...(key !== undefined && {
      credentials: { method: CredentialsMethod.ApiToken, config: { token: key } },
    }),
    // Whoever asks decides whether to ask again.
    retryParams: { maxRetry: 0 },
    baseOptions: { timeout: TIMEOUT_MS },
  })
  const translate = (error: unknown) => translateError(error, url)
  return {
    url,
    api,
    translate,
    async call(ask) {
      try {
        return await ask(api)
      } catch (error) {
        throw translate(error)
      }
    },
  }
}
