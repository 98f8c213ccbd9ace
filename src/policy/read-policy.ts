/** Reads `policy.yaml`: its grammar, and that every key which it names is declared. */
import { CORE_PERMISSIONS, isCorePermission } from '#core/core-model.ts'
import { didYouMean } from './closest.ts'
import type { Policy } from './policy.ts'
import { POLICY_FILE, type PolicyFolder } from './policy-folder.ts'
import { policySchema } from './policy-schema.ts'
import { memberFinding, readYamlAs, type SchemaReading, type Step } from './yaml-document.ts'

/** `file` names the text in findings. */
export function readPolicy(text: string, file: string = POLICY_FILE): SchemaReading<Policy> {
  const reading = readYamlAs(text, file, policySchema)
  if (reading.kind === 'findings') return reading
  const { value, document } = reading
  const findings = unsoundPlaces(value).map(({ steps, message }) =>
    memberFinding(document, steps, message),
  )
  return findings.length === 0 ? reading : { kind: 'findings', findings }
}

/** The policy of a folder that was applied once; undefined if its grammar was another one. */
export function policyOf(files: PolicyFolder['files']): Policy | undefined {
  const reading = readPolicy(files.get(POLICY_FILE) ?? '')
  return reading.kind === 'findings' ? undefined : reading.value
}

/** Every permission that a role of the policy can have: its own, and those of the core. */
export function permissionKeys(policy: Policy): ReadonlySet<string> {
  return new Set([...policy.permissions.keys(), ...Object.keys(CORE_PERMISSIONS)])
}

interface UnsoundPlace {
  readonly steps: readonly Step[]
  readonly message: string
}

function unsoundPlaces(policy: Policy): readonly UnsoundPlace[] {
  return [...unsoundPermissions(policy), ...unsoundRoles(policy), ...unsoundRules(policy)]
}

function unsoundPermissions(policy: Policy): readonly UnsoundPlace[] {
  return [...policy.permissions].flatMap(([key, permission]) => {
    const at = (member: string) => ['permissions', key, member]
    const ofCore = (member: string): readonly UnsoundPlace[] => [
      {
        steps: at(member),
        message: `\`${key}\` is a permission of the core: only its texts and its group can be given`,
      },
    ]
    const { group, while: feature, opens } = permission
    const groups = policy.permissionGroups.keys()
    return [
      ...undeclared(at('group'), group, 'permission group', groups),
      ...(isCorePermission(key)
        ? [
            ...(feature === undefined ? [] : ofCore('while')),
            ...(opens.length === 0 ? [] : ofCore('opens')),
          ]
        : undeclared(at('while'), feature, 'feature', policy.features.keys())),
    ]
  })
}

function unsoundRoles(policy: Policy): readonly UnsoundPlace[] {
  return [...policy.roles].flatMap(([key, role]) => {
    const at = (member: string) => ['roles', key, member]
    const lists = (
      member: string,
      names: readonly string[],
      noun: string,
      known: Iterable<string>,
    ) => unsoundList(at(member), names, noun, [...known])
    return [
      ...lists('permissions', role.permissions, 'permission', permissionKeys(policy)),
      ...lists('tenant_kinds', role.tenantKinds ?? [], 'tenant kind', policy.tenantKinds.keys()),
      ...lists('assigned_by', role.assignedBy ?? [], 'role', policy.roles.keys()),
      ...undeclared(at('while'), role.while, 'feature', policy.features.keys()),
      ...(role.deprecated && role.permissions.length > 0
        ? [
            {
              steps: at('permissions'),
              message: 'a deprecated role gives nothing: the list must be empty',
            },
          ]
        : []),
    ]
  })
}

function unsoundRules(policy: Policy): readonly UnsoundPlace[] {
  const rules = policy.administration
  const roles = [...policy.roles.keys()]
  const permissions = permissionKeys(policy)
  const at = (...steps: string[]) => ['administration', ...steps]
  return [
    ...unsoundList(at('first_member'), rules.firstMember, 'role', roles),
    ...unsoundList(at('always_one'), rules.alwaysOne, 'role', roles),
    ...unsoundList(at('keeps_own_role'), rules.keepsOwnRole, 'role', roles),
    ...unsoundList(at('keeps_own_account'), rules.keepsOwnAccount, 'role', roles),
    ...unsoundList(
      at('custom_roles', 'reserved_permissions'),
      rules.customRoles.reservedPermissions,
      'permission',
      [...permissions],
    ),
    ...[...rules.signIn].flatMap(([client, permission]) =>
      undeclared(at('sign_in', client), permission, 'permission', permissions),
    ),
  ]
}

function unsoundList(
  steps: readonly Step[],
  names: readonly string[],
  noun: string,
  known: readonly string[],
): readonly UnsoundPlace[] {
  return names.flatMap((name, index) => {
    const place = [...steps, index]
    if (names.indexOf(name) < index)
      return [{ steps: place, message: `\`${name}\` stands here twice` }]
    return undeclared(place, name, noun, known)
  })
}

function undeclared(
  steps: readonly Step[],
  name: string | undefined,
  noun: string,
  known: Iterable<string>,
): readonly UnsoundPlace[] {
  const declared = [...known]
  if (name === undefined || declared.includes(name)) return []
  return [{ steps, message: `there is no ${noun} \`${name}\`${didYouMean(name, declared)}` }]
}
