/**
 * What the standard roles of a policy give, tried through the model: each role is bound to the only
 * member of a tenant of its own, at the root of its scopes, and the member is asked about there.
 */
import { askedRelation } from '#core/core-model.ts'
import {
  bindingTuples,
  featureTuples,
  memberTuples,
  roleTuples,
  scopeTuples,
  seatTuples,
} from '#core/core-tuples.ts'
import type { Finding } from '#model/finding.ts'
import type { Tuple } from '#model/tuple.ts'
import { didYouMean } from '#policy/closest.ts'
import type { Policy, StandardRole } from '#policy/policy.ts'
import { permissionKeys } from '#policy/read-policy.ts'
import { type Step, type YamlDocument, yamlFinding } from '#policy/yaml-document.ts'
import type { RoleTrial, SourcePosition, TestAssertion } from './suite.ts'
import type { RoleBlock } from './test-file.ts'

export type RoleTrialReading =
  | { readonly kind: 'trial'; readonly trial: RoleTrial }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

/** `steps` lead to the list of roles in the document. */
export function readRoleTrial(
  blocks: readonly RoleBlock[],
  policy: Policy,
  document: YamlDocument,
  steps: readonly Step[],
): RoleTrialReading {
  const findings = blocks.flatMap((block, index) =>
    unsoundNames(block, policy).map(({ member, message }) =>
      yamlFinding(document.file, message, document.locate([...steps, index, ...member])),
    ),
  )
  if (findings.length > 0) return { kind: 'findings', findings }
  const trials = blocks.map((block, index) => {
    const positionOf = (member: readonly Step[]): SourcePosition => ({
      file: document.file,
      ...document.locate([...steps, index, ...member]),
    })
    return trialOf(block, idFor(blocks, index), policy, positionOf)
  })
  return {
    kind: 'trial',
    trial: {
      tuples: trials.flatMap(({ tuples }) => tuples),
      assertions: trials.flatMap(({ assertions }) => assertions),
    },
  }
}

/** A role that is tried twice, with other features, gets a second tenant. */
function idFor(blocks: readonly RoleBlock[], index: number): string {
  const role = blocks[index]?.role ?? ''
  const before = blocks.slice(0, index).filter((block) => block.role === role).length
  return before === 0 ? role : `${role}-${before + 1}`
}

interface UnsoundName {
  readonly member: readonly Step[]
  readonly message: string
}

function unsoundNames(block: RoleBlock, policy: Policy): readonly UnsoundName[] {
  const { role, can, cannot, features } = block
  const permissions = [...permissionKeys(policy)]
  const unknown = (
    noun: string,
    name: string,
    known: readonly string[],
    member: readonly Step[],
  ): readonly UnsoundName[] =>
    known.includes(name)
      ? []
      : [
          {
            member,
            message: `\`policy.yaml\` has no ${noun} \`${name}\`${didYouMean(name, known)}`,
          },
        ]
  return [
    ...unknown('role', role, [...policy.roles.keys()], ['role']),
    ...features.flatMap((name, index) =>
      unknown('feature', name, [...policy.features.keys()], ['features', index]),
    ),
    ...can.flatMap((name, index) => unknown('permission', name, permissions, ['can', index])),
    ...cannot.flatMap((name, index) => [
      ...unknown('permission', name, permissions, ['cannot', index]),
      ...(can.includes(name)
        ? [{ member: ['cannot', index], message: `\`${name}\` stands under \`can\` as well` }]
        : []),
    ]),
  ]
}

function trialOf(
  block: RoleBlock,
  id: string,
  policy: Policy,
  positionOf: (member: readonly Step[]) => SourcePosition,
): RoleTrial {
  const { role: key, can, cannot, complete } = block
  const assert = (permission: string, allowed: boolean, position: SourcePosition) => ({
    question: {
      kind: 'check' as const,
      key: { user: `user:${id}`, relation: askedRelation(permission), object: `scope:${id}` },
      context: {},
    },
    expected: { kind: allowed ? ('allowed' as const) : ('denied' as const) },
    position,
    meaning: `role ${key} ${allowed ? 'can' : 'cannot'} ${permission}`,
  })
  const named = new Set([...can, ...cannot])
  const others = complete ? [...permissionKeys(policy)].filter((name) => !named.has(name)) : []
  const assertions: readonly TestAssertion[] = [
    ...can.map((name, index) => assert(name, true, positionOf(['can', index]))),
    ...cannot.map((name, index) => assert(name, false, positionOf(['cannot', index]))),
    ...others.map((name) => assert(name, false, positionOf(['role']))),
  ]
  const role = policy.roles.get(key)
  return { tuples: role === undefined ? [] : tenantTuples(block, id, role, policy), assertions }
}

function tenantTuples(
  { features }: RoleBlock,
  id: string,
  role: StandardRole,
  policy: Policy,
): readonly Tuple[] {
  const featureId = (key: string) => `${id}-${key}`
  return [
    ...memberTuples(id, id),
    ...seatTuples(id, 'everybody'),
    ...scopeTuples({ id, tenant: id }),
    ...[...policy.features.keys()].flatMap((key) =>
      featureTuples(id, { id: featureId(key), key, enabled: features.includes(key) }),
    ),
    ...roleTuples({ id, permissions: role.permissions }),
    ...bindingTuples({
      id,
      tenant: id,
      role: id,
      subject: `user:${id}`,
      scope: id,
      ...(role.while !== undefined && { feature: featureId(role.while) }),
    }),
  ]
}
