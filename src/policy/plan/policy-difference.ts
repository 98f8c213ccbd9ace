/** How one policy differs from another beside its model, in words for people. */
import { askedRelation, type Text } from '#core/core-model.ts'
import { featureRelation } from '#core/core-tuples.ts'
import { compareBinary } from '#model/binary-order.ts'
import type { AdministrationRules, Policy } from '#policy/policy.ts'
import { byName, comesOrGoes, type Difference } from './model-difference.ts'

/** What is compared of a thing: how it is called, and its value as a text. */
type Aspects<Value> = readonly (readonly [words: string, textOf: (value: Value) => string])[]

/** Permissions, roles, features, links and the rules of the administration, in this order. */
export function policyDifference(before: Policy, after: Policy): readonly Difference[] {
  return [
    ...described('permission', before.permissions, after.permissions, [
      ['label', ({ label }) => labelText(label)],
      ['feature', ({ while: feature }) => feature ?? 'none'],
      ['permissions of the core', ({ opens }) => listText(opens)],
    ]),
    ...roleDifferences(before, after),
    ...described('feature', before.features, after.features, [
      ['label', ({ label }) => labelText(label)],
      ['state in a new tenant', ({ initially }) => initially],
    ]),
    ...described('link', before.links, after.links, [
      ['label', ({ label }) => labelText(label)],
      ['relation', ({ type, relation }) => `${type}#${relation}`],
      ['form', ({ form }) => form],
    ]),
    ...aspectDifferences('administration', 'administration', before, after, ADMINISTRATION),
    ...aspectDifferences('policy', 'policy', before, after, [
      ['title', ({ title }) => labelText(title)],
      ['tenant kinds', ({ tenantKinds }) => listText([...tenantKinds.keys()])],
      ['assertions', ({ assertions }) => `${assertions.length}`],
    ]),
  ]
}

/** The relations of the core's types that come and go with these permissions and features. */
export function relationsOfPolicy({ permissions, features }: Policy): ReadonlySet<string> {
  return new Set([
    ...[...permissions.keys()].flatMap((key) => [
      `role#${key}`,
      `binding#${key}`,
      `scope#${key}`,
      `scope#${askedRelation(key)}`,
    ]),
    ...[...features.keys()].map((key) => `tenant#${featureRelation(key)}`),
  ])
}

function roleDifferences(before: Policy, after: Policy): readonly Difference[] {
  return byName(before.roles, after.roles, (subject, was, becomes): readonly Difference[] => {
    if (was === undefined || becomes === undefined) return [comesOrGoes('role', subject, becomes)]
    const changed = (text: string): Difference => ({ of: 'role', kind: 'changed', subject, text })
    const added = becomes.permissions.filter((key) => !was.permissions.includes(key))
    const removed = was.permissions.filter((key) => !becomes.permissions.includes(key))
    return [
      ...(added.length === 0 ? [] : [changed(`role \`${subject}\` gets ${quoted(added)}`)]),
      ...(removed.length === 0 ? [] : [changed(`role \`${subject}\` loses ${quoted(removed)}`)]),
      ...aspectDifferences('role', subject, was, becomes, [
        ['label', ({ label }) => labelText(label)],
        ['tenant kinds', ({ tenantKinds }) => (tenantKinds ? listText(tenantKinds) : 'all')],
        ['feature (of bindings made from then on)', (role) => role.while ?? 'none'],
        ['deprecated', ({ deprecated }) => wordOf(deprecated)],
        ['deletable', ({ deletable }) => wordOf(deletable)],
        ['assigned by', ({ assignedBy }) => listText(assignedBy ?? [])],
      ]),
    ]
  })
}

const ADMINISTRATION: Aspects<{ readonly administration: AdministrationRules }> = [
  ['roles of the first member', ({ administration }) => listText(administration.firstMember)],
  ['roles that always have a holder', ({ administration }) => listText(administration.alwaysOne)],
  [
    'roles that nobody takes from himself or herself',
    ({ administration }) => listText(administration.keepsOwnRole),
  ],
  [
    'roles whose holders cannot delete their account',
    ({ administration }) => listText(administration.keepsOwnAccount),
  ],
  ['who defines roles', ({ administration }) => administration.customRoles.definedBy],
  [
    'permissions that no role of a tenant has',
    ({ administration }) => listText(administration.customRoles.reservedPermissions),
  ],
  ['invitation names a role', ({ administration }) => wordOf(administration.invitationNamesRole)],
  ['licence needed', ({ administration }) => wordOf(administration.licenceNeeded)],
  [
    'permission to sign in',
    ({ administration }) =>
      listText([...administration.signIn].map(([client, key]) => `${client}: ${key}`)),
  ],
]

function described<Value>(
  of: Difference['of'],
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  aspects: Aspects<Value>,
): readonly Difference[] {
  return byName(before, after, (subject, was, becomes) =>
    was === undefined || becomes === undefined
      ? [comesOrGoes(of, subject, becomes)]
      : aspectDifferences(of, subject, was, becomes, aspects),
  )
}

function aspectDifferences<Value>(
  of: Difference['of'],
  subject: string,
  before: Value,
  after: Value,
  aspects: Aspects<Value>,
): readonly Difference[] {
  const place = of === subject ? of : `${of} \`${subject}\``
  return aspects.flatMap(([words, textOf]): readonly Difference[] => {
    const [was, becomes] = [textOf(before), textOf(after)]
    if (was === becomes) return []
    return [{ of, kind: 'changed', subject, text: `${place}: ${words}: ${was} → ${becomes}` }]
  })
}

function labelText({ de, en }: Text): string {
  return de === en ? `“${en}”` : `“${en}” (“${de}”)`
}

function listText(keys: readonly string[]): string {
  return keys.length === 0 ? 'none' : keys.toSorted(compareBinary).join(', ')
}

function quoted(keys: readonly string[]): string {
  return keys
    .toSorted(compareBinary)
    .map((key) => `\`${key}\``)
    .join(', ')
}

function wordOf(flag: boolean): string {
  return flag ? 'yes' : 'no'
}
