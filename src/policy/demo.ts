/**
 * `demo.yaml`: a made-up organization of a policy, to try it with: tenants and their people, what
 * they work on, and some questions with the answers that they have.
 */
import { z } from 'zod'
import type { Text } from '#core/core-model.ts'
import type { TupleKey } from '#model/tuple.ts'
import { didYouMean } from './closest.ts'
import type { Policy } from './policy.ts'
import { key, text } from './policy-schema.ts'
import {
  knownKeys,
  readYamlAs,
  type SchemaReading,
  type Step,
  yamlFinding,
} from './yaml-document.ts'

export const DEMO_FILE = 'demo.yaml'

/** A role of a member or group; `role` is the key of a standard role, or the id of a custom one. */
export interface DemoRole {
  readonly role: string
  /** Absent: the tenant's root scope. */
  readonly scope?: string | undefined
}

interface DemoMember {
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly status: 'active' | 'invited' | 'deactivated'
  readonly roles: readonly DemoRole[]
}

export interface DemoTenant {
  readonly kind?: string | undefined
  readonly label: Text
  /** Keys of the features that are on. */
  readonly features: readonly string[]
  /** Holder by licence. */
  readonly licences: Readonly<Record<string, string>>
  /** Below the root scope, which has the tenant's id. */
  readonly scopes: Readonly<
    Record<string, { readonly label: Text; readonly parent?: string | undefined }>
  >
  readonly groups: Readonly<
    Record<string, { readonly label: Text; readonly members: readonly string[] }>
  >
  readonly custom_roles: Readonly<
    Record<string, { readonly label: Text; readonly permissions: readonly string[] }>
  >
  readonly members: Readonly<Record<string, DemoMember>>
  readonly group_roles: readonly (DemoRole & { readonly group: string })[]
  readonly links: Readonly<Record<string, DemoLink>>
}

export interface DemoLink {
  readonly object: string
  readonly relation: string
  readonly not_before: string
  readonly not_after: string
  readonly withdrawn: boolean
}

export interface DemoQuestion extends TupleKey {
  readonly text: Text
  readonly allowed: boolean
}

export interface Demo {
  readonly tenants: Readonly<Record<string, DemoTenant>>
  /** What the members work on. */
  readonly tuples: readonly TupleKey[]
  readonly questions: readonly DemoQuestion[]
}

const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/
const id = z.string('must be an id').regex(ID_PATTERN, 'must be an id like `anna` or `hall-1`')
const words = z.string('must be a text').trim().min(1)
const time = z.iso.datetime({ offset: true, error: 'must be a time like 2026-03-01T12:00:00Z' })

const role = z
  .union(
    [id, knownKeys({ role: id, scope: id.optional() })],
    'must be a role, or `role` and `scope`',
  )
  .transform((value): DemoRole => (typeof value === 'string' ? { role: value } : value))

function byId<Value extends z.ZodType>(value: Value) {
  return z.record(id, value).default({})
}

const member = knownKeys({
  first_name: words,
  last_name: words,
  email: z.email('must be an address like anna@nordwind.example'),
  status: z.enum(['active', 'invited', 'deactivated']).default('active'),
  roles: z.array(role).default([]),
})

const tenant = knownKeys({
  kind: key.optional(),
  label: text,
  features: z.array(key).default([]),
  licences: byId(id),
  scopes: byId(knownKeys({ label: text, parent: id.optional() })),
  groups: byId(knownKeys({ label: text, members: z.array(id).default([]) })),
  custom_roles: byId(knownKeys({ label: text, permissions: z.array(key) })),
  members: byId(member),
  group_roles: z.array(knownKeys({ group: id, role: id, scope: id.optional() })).default([]),
  links: byId(
    knownKeys({
      object: words,
      relation: key,
      not_before: time,
      not_after: time,
      withdrawn: z.boolean().default(false),
    }),
  ),
})

const tuple = knownKeys({ user: words, relation: words, object: words })

const demoSchema: z.ZodType<Demo> = knownKeys({
  tenants: byId(tenant),
  tuples: z.array(tuple).default([]),
  questions: z
    .array(knownKeys({ text, user: words, relation: words, object: words, allowed: z.boolean() }))
    .default([]),
})

/** The demo of a policy, with every role, scope, member and feature that it names known. */
export function readDemo(source: string, policy: Policy): SchemaReading<Demo> {
  const reading = readYamlAs(source, DEMO_FILE, demoSchema)
  if (reading.kind === 'findings') return reading
  const { value, document } = reading
  const findings = unknownNames(value, policy).map(({ steps, noun, name, known }) =>
    yamlFinding(
      DEMO_FILE,
      `there is no ${noun} \`${name}\`${didYouMean(name, known)}`,
      document.locate(steps),
    ),
  )
  return findings.length === 0 ? reading : { kind: 'findings', findings }
}

interface Mention {
  readonly steps: readonly Step[]
  readonly noun: string
  readonly name: string | undefined
  readonly known: readonly string[]
}

function unknownNames(
  demo: Demo,
  policy: Policy,
): readonly (Mention & { readonly name: string })[] {
  return Object.entries(demo.tenants)
    .flatMap(([id, tenant]) => mentions(id, tenant, policy))
    .filter((mention): mention is Mention & { readonly name: string } => {
      return mention.name !== undefined && !mention.known.includes(mention.name)
    })
}

function mentions(tenantId: string, tenant: DemoTenant, policy: Policy): readonly Mention[] {
  const at = (...steps: Step[]) => ['tenants', tenantId, ...steps]
  const roles = [...policy.roles.keys(), ...Object.keys(tenant.custom_roles)]
  const scopes = [tenantId, ...Object.keys(tenant.scopes)]
  const members = Object.keys(tenant.members)
  const ofRole = (steps: readonly Step[], { role, scope }: DemoRole): readonly Mention[] => [
    { steps, noun: 'role', name: role, known: roles },
    { steps, noun: 'scope', name: scope, known: scopes },
  ]
  const each = (
    noun: string,
    known: readonly string[],
    steps: readonly Step[],
    names: readonly string[],
  ) => names.map((name, index): Mention => ({ steps: [...steps, index], noun, name, known }))
  const kinds = [...policy.tenantKinds.keys()]
  return [
    { steps: at('kind'), noun: 'tenant kind', name: tenant.kind, known: kinds },
    ...each('feature', [...policy.features.keys()], at('features'), tenant.features),
    ...Object.entries(tenant.licences).map(
      ([licence, name]): Mention => ({
        steps: at('licences', licence),
        noun: 'member',
        name,
        known: members,
      }),
    ),
    ...Object.entries(tenant.scopes).map(
      ([scope, { parent }]): Mention => ({
        ...{ steps: at('scopes', scope, 'parent'), noun: 'scope', name: parent, known: scopes },
      }),
    ),
    ...Object.entries(tenant.groups).flatMap(([group, named]) =>
      each('member', members, at('groups', group, 'members'), named.members),
    ),
    ...Object.entries(tenant.members).flatMap(([member, { roles: held }]) =>
      held.flatMap((entry, index) => ofRole(at('members', member, 'roles', index), entry)),
    ),
    ...tenant.group_roles.flatMap((entry, index) => [
      ...ofRole(at('group_roles', index), entry),
      {
        ...{ steps: at('group_roles', index), noun: 'group', name: entry.group },
        known: Object.keys(tenant.groups),
      },
    ]),
  ]
}
