/**
 * `routes.yaml`: which requests to an application's host need what. The first rule that matches
 * decides; what no rule matches is denied.
 */
import { z } from 'zod'
import type { Finding } from '#model/finding.ts'
import type { JsonObject } from '#model/json.ts'
import { relationNames } from '#model/relation-names.ts'
import { ROUTES_FILE } from './policy-folder.ts'
import { knownKeys, memberFinding, readYamlAs, type SchemaReading } from './yaml-document.ts'

interface RouteRule {
  /** In upper case; `*` stands for all. */
  readonly methods: readonly string[]
  /** `{id}` is one segment, `/**` at the end the rest. */
  readonly path: string
  readonly needs:
    | { readonly kind: 'nothing' }
    | { readonly kind: 'session' }
    /** `object` may hold `{…}` of the path. */
    | { readonly kind: 'relation'; readonly relation: string; readonly object: string }
}

interface RouteRules {
  readonly host: string
  readonly routes: readonly RouteRule[]
}

const HOST_PATTERN = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/
const METHOD_PATTERN = /^(?:\*|[A-Z]+)$/
const PATH_PATTERN = /^(?:\/(?:[A-Za-z0-9._~@:-]+|\{[a-z_]+\}))*(?:\/|\/\*\*)?$/
const OBJECT_PATTERN = /^[^\s:#{}]+:[^\s#]+$/

const rule = knownKeys({
  methods: z
    .array(z.string().regex(METHOD_PATTERN, 'must be a method in upper case, or "*"'))
    .min(1),
  path: z.string().min(1).regex(PATH_PATTERN, 'must be a path like /docs/{id} or /admin/**'),
  allow: z.enum(['anyone', 'authenticated'], 'must be anyone or authenticated').optional(),
  relation: z.string().min(1).optional(),
  object: z.string().regex(OBJECT_PATTERN, 'must be an object like doc:{id}').optional(),
})
  .refine(
    ({ allow, relation, object }) =>
      allow === undefined
        ? relation !== undefined && object !== undefined
        : relation === undefined && object === undefined,
    'a rule has either `allow`, or `relation` and `object`',
  )
  .transform(
    ({ methods, path, allow, relation = '', object = '' }): RouteRule => ({
      methods,
      path,
      needs:
        allow === undefined
          ? { kind: 'relation', relation, object }
          : { kind: allow === 'anyone' ? 'nothing' : 'session' },
    }),
  )

const routesSchema: z.ZodType<RouteRules> = knownKeys({
  host: z.string().regex(HOST_PATTERN, 'must be a host in lower case, perhaps with a port'),
  routes: z.array(rule),
})

function readRoutes(text: string): SchemaReading<RouteRules> {
  return readYamlAs(text, ROUTES_FILE, routesSchema)
}

/** What is wrong with the rules, by themselves and beside the model. */
export function judgeRoutes(text: string, json: JsonObject): readonly Finding[] {
  const reading = readRoutes(text)
  if (reading.kind === 'findings') return reading.findings
  const types = relationNames(json)
  return reading.value.routes.flatMap((route, index) =>
    unsoundParts(route, types).map(({ member, message }) =>
      memberFinding(reading.document, ['routes', index, member], message),
    ),
  )
}

function unsoundParts(
  { path, needs }: RouteRule,
  types: ReadonlyMap<string, readonly string[]>,
): readonly { readonly member: string; readonly message: string }[] {
  if (needs.kind !== 'relation') return []
  const parameters = parametersOf(path)
  const unknown = parametersOf(needs.object).filter((name) => !parameters.includes(name))
  const type = needs.object.slice(0, needs.object.indexOf(':'))
  const relations = types.get(type)
  return [
    ...unknown.map((name) => ({ member: 'object', message: `the path has no \`{${name}}\`` })),
    ...(relations === undefined
      ? [{ member: 'object', message: `the model has no type \`${type}\`` }]
      : []),
    ...(relations !== undefined && !relations.includes(needs.relation)
      ? [{ member: 'relation', message: `the model has no relation \`${type}#${needs.relation}\`` }]
      : []),
  ]
}

function parametersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{([a-z_]+)\}/g)].map(([, name = '']) => name)
}
