import type { Handler } from 'hono'
import { type Door, describeError } from '#http/door.ts'

/** The process lives. OpenFGA's own answer. */
export const healthz: Handler = (context) => context.json({ status: 'SERVING' })

/** Questions can be answered: the database is there. For whoever sends requests this way, or not. */
export function readyz(door: Door): Handler {
  return async (context) => {
    try {
      await door.authorizer.ready()
      return context.json({ status: 'SERVING' })
    } catch (error) {
      describeError(door, error, door.requestId(null))
      return context.json({ status: 'NOT_SERVING' }, 503)
    }
  }
}
