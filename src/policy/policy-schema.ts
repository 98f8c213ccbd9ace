/** The grammar of `policy.yaml`. What follows from keys that name each other is `read-policy.ts`'s. */
import { z } from 'zod'
import type { CorePermission } from '#core/core-model.ts'
import { isCorePermission } from '#core/core-model.ts'
import type { LinkKind, Permission, Policy, StandardRole } from './policy.ts'
import { knownKeys } from './yaml-document.ts'

/** Names of relations and ids of roles: what OpenFGA takes for both, and a person can read. */
const KEY_PATTERN = /^[a-z][a-z0-9_]{0,46}$/

/** A name of a permission, role, relation, … */
export const key = z
  .string('must be a key like `order_read`')
  .regex(
    KEY_PATTERN,
    'must be a key of lower case letters, digits and underscores, like `order_read`',
  )

const words = z.string('must be a text').trim().min(1, 'must not be empty')

/** Both languages, or one text that serves for both. */
export const text = z
  .union(
    [words, knownKeys({ de: words, en: words })],
    'must be a text, or one each under `de` and `en`',
  )
  .transform((value) => (typeof value === 'string' ? { de: value, en: value } : value))

const flag = z.boolean('must be true or false')

function keys() {
  return z.array(key, 'must be a list of keys')
}

function byKey<Value extends z.ZodType>(value: Value) {
  return z
    .record(key, value, 'must be a map of keys')
    .default({})
    .transform((entries) => new Map(Object.entries(entries)))
}

const corePermission = key
  .refine(isCorePermission, 'must be a permission of the core, like `tenant_edit`')
  .transform((value) => value as CorePermission)

const permission = knownKeys({
  label: text,
  description: text.optional(),
  group: key.optional(),
  while: key.optional(),
  opens: z.array(corePermission).default([]),
}).transform(withoutAbsent<Permission>)

const role = knownKeys({
  label: text,
  description: text.optional(),
  permissions: keys(),
  tenant_kinds: keys().optional(),
  while: key.optional(),
  deprecated: flag.default(false),
  deletable: flag.default(true),
  assigned_by: keys().optional(),
}).transform(({ tenant_kinds, assigned_by, ...rest }) =>
  withoutAbsent<StandardRole>({ ...rest, tenantKinds: tenant_kinds, assignedBy: assigned_by }),
)

const feature = knownKeys({
  label: text,
  description: text.optional(),
  initially: z.enum(['on', 'off'], 'must be on or off').default('off'),
}).transform(withoutAbsent)

const link = knownKeys({
  label: text,
  type: key,
  relation: key,
  tied_by: key.optional(),
  form: z.enum(['link', 'code'], 'must be link or code'),
}).transform(({ tied_by, ...rest }) => withoutAbsent<LinkKind>({ ...rest, tiedBy: tied_by }))

/** Left out, nothing is asked beyond what the model says: no role is kept, nobody defines roles. */
const administration = knownKeys({
  first_member: keys().default([]),
  always_one: keys().default([]),
  keeps_own_role: keys().default([]),
  keeps_own_account: keys().default([]),
  custom_roles: knownKeys({
    defined_by: z.enum(['tenant', 'operators', 'nobody'], 'must be tenant, operators or nobody'),
    reserved_permissions: keys().default([]),
  }).default({ defined_by: 'nobody', reserved_permissions: [] }),
  invitation_names_role: flag.default(true),
  licence_needed: flag.default(false),
  sign_in: knownKeys({ web: key.optional(), mobile: key.optional(), api: key.optional() }).default(
    {},
  ),
}).transform((rules) => ({
  firstMember: rules.first_member,
  alwaysOne: rules.always_one,
  keepsOwnRole: rules.keeps_own_role,
  keepsOwnAccount: rules.keeps_own_account,
  customRoles: {
    definedBy: rules.custom_roles.defined_by,
    reservedPermissions: rules.custom_roles.reserved_permissions,
  },
  invitationNamesRole: rules.invitation_names_role,
  licenceNeeded: rules.licence_needed,
  signIn: new Map(
    (['web', 'mobile', 'api'] as const).flatMap((client) => {
      const permission = rules.sign_in[client]
      return permission === undefined ? [] : [[client, permission] as const]
    }),
  ),
}))

const assertion = knownKeys({ user: words, relation: words, object: words, allowed: flag })

export const policySchema: z.ZodType<Policy> = knownKeys({
  title: text,
  description: text.optional(),
  tenant_kinds: byKey(knownKeys({ label: text })),
  permission_groups: byKey(text),
  permissions: byKey(permission),
  features: byKey(feature),
  roles: byKey(role),
  links: byKey(link),
  administration: administration.prefault({}),
  assertions: z.array(assertion, 'must be a list').default([]),
}).transform(({ tenant_kinds, permission_groups, ...rest }) =>
  withoutAbsent<Policy>({
    ...rest,
    tenantKinds: tenant_kinds,
    permissionGroups: permission_groups,
  }),
)

/** The value without members that are undefined: absent is absent. */
function withoutAbsent<Value extends object>(
  value: { [Name in keyof Value]: Value[Name] | undefined },
) {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Value
}
