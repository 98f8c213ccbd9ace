/**
 * The doors of the house: paths to handlers, and what is answered where there is none. No middleware
 * stands before the questions: what they need is cheap and done where they are served.
 */
import { type Context, type Handler, Hono } from 'hono'
import type { Door } from './door.ts'
import { DoorRefusal, describeRefusal, errorBody } from './error-response.ts'
import { openfgaRoutes } from './openfga/routes.ts'
import { serve } from './openfga/serve.ts'
import { healthz, readyz } from './operations/health.ts'
import { policyRoutes } from './policy/routes.ts'
import { servePolicy } from './policy/serve-policy.ts'

export function app(door: Door): Hono {
  const hono = new Hono()
  for (const [method, path, endpoint] of openfgaRoutes) {
    hono.on(method, path, logged(door, serve(door, endpoint)))
  }
  for (const [method, path, act, caller] of policyRoutes) {
    const authenticate = caller === 'operator' ? door.authenticateOperator : door.authenticate
    hono.on(method, path, logged(door, servePolicy({ ...door, authenticate }, act)))
  }
  // These alone answer without a key: a test holds the list.
  hono.get('/healthz', healthz)
  hono.get('/readyz', readyz(door))
  const known = hono.routes.map(({ path }) => pathPattern(path))
  hono.notFound((context) => refuseUnknown(context, known))
  return hono
}

/** A line a request for whoever looks closely; at other times it would be most of the work. */
function logged(door: Door, handler: Handler): Handler {
  return async (context, next) => {
    const startedAt = door.clock.now()
    const response: Response = await handler(context, next)
    door.log('debug', 'request', {
      method: context.req.method,
      route: context.req.routePath,
      status: response.status,
      ms: door.clock.now() - startedAt,
      request_id: response.headers.get('x-request-id') ?? undefined,
    })
    return response
  }
}

function refuseUnknown(context: Context, known: readonly RegExp[]): Response {
  const refusal = known.some((pattern) => pattern.test(context.req.path))
    ? new DoorRefusal('unimplemented', 'Method Not Allowed')
    : new DoorRefusal('undefined_endpoint', 'Not Found')
  const described = describeRefusal(refusal)
  const headers = { 'content-type': 'application/json' }
  return new Response(errorBody(described), { status: described.status, headers })
}

/** Of a path with parameters, as of one without. */
function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`)
}
