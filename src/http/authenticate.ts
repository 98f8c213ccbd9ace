/** Who may call at all. Throws a `DoorRefusal` at whoever may not. */
import { isKnownApiKey } from '#identity/api-key.ts'
import { DoorRefusal } from './error-response.ts'

export type Authenticate = (headers: Headers) => void

const BEARER = /^bearer (.+)$/i

/** Preshared keys, given as digests; a caller shows one as `Authorization: Bearer …`. */
export function byApiKey(digests: readonly string[]): Authenticate {
  return (headers) => {
    const key = BEARER.exec(headers.get('authorization') ?? '')?.[1]
    if (key === undefined) throw new DoorRefusal('bearer_token_missing', 'missing bearer token')
    if (!isKnownApiKey(digests, key)) throw new DoorRefusal('unauthenticated', 'unauthenticated')
  }
}

/**
 * Anybody on this machine. A web page from elsewhere also calls from this machine, through the
 * browser: it is told by its `Origin`, or by the name that it had resolve to this address.
 */
export const fromThisMachine: Authenticate = (headers) => {
  const host = headers.get('host') ?? ''
  if (!isLoopback(host)) {
    throw new DoorRefusal('forbidden', 'without keys only a loopback `Host` is served')
  }
  const origin = headers.get('origin')
  if (origin !== null && origin !== `http://${host}`) {
    throw new DoorRefusal('forbidden', 'without keys no foreign `Origin` is served')
  }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}
