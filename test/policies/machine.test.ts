/** What MACHINE declares for the administration to hold: rules that no question to the model answers. */
import { expect, it } from 'vitest'
import { readPolicyFolder } from '#files/folder-on-disk.ts'
import { readPolicy } from '#policy/read-policy.ts'

const { files } = await readPolicyFolder('policies/machine')

function policy() {
  const reading = readPolicy(files.get('policy.yaml') ?? '')
  if (reading.kind === 'findings') throw new Error(JSON.stringify(reading.findings))
  return reading.value
}

it('MACHINE-R01 MACHINE-R02 offers each role in the tenants whose kind has it, the basic ones in all', () => {
  const offered = [...policy().roles].map(([key, { tenantKinds }]) => [key, tenantKinds])
  expect(Object.fromEntries(offered)).toEqual({
    tenant_admin: undefined,
    data_analyst: undefined,
    machine_operator: ['operator'],
    workshop_manager: ['operator'],
    operator_internal_cases: ['operator'],
    maintenance_engineer: ['operator'],
    first_level_support: ['service_provider'],
    service_technician: ['service_provider'],
    master_data_manager: ['service_provider'],
    customer_data_manager: ['service_provider'],
    service_manager: ['service_provider'],
  })
})

it('MACHINE-R05 MACHINE-R06 MACHINE-R07 MACHINE-R08 keeps a Tenant Admin in every tenant', () => {
  expect(policy().administration).toMatchObject({
    alwaysOne: ['tenant_admin'],
    firstMember: ['tenant_admin'],
    keepsOwnAccount: ['tenant_admin'],
    keepsOwnRole: ['tenant_admin'],
  })
})

it('MACHINE-R09 has every role assigned by a Tenant Admin', () => {
  for (const { assignedBy } of policy().roles.values()) {
    expect(assignedBy).toEqual(['tenant_admin'])
  }
})

it('MACHINE-R11 signs in to the frontend by one permission, to the reporting API by another', () => {
  const { signIn } = policy().administration
  expect(Object.fromEntries(signIn)).toEqual({ web: 'frontend_use', api: 'reporting_api_use' })
})

it('MACHINE-R16 MACHINE-R21 has two optional roles, and one that is deprecated', () => {
  const roles = [...policy().roles]
  const optional = roles.flatMap(([key, role]) => (role.while ? [[key, role.while]] : []))
  expect(optional).toEqual([
    ['operator_internal_cases', 'internal_cases'],
    ['maintenance_engineer', 'maintenance'],
  ])
  const deprecated = roles.flatMap(([key, role]) => (role.deprecated ? [key] : []))
  expect(deprecated).toEqual(['service_manager'])
})

it("MACHINE-R26 leaves individual roles to the platform's own staff", () => {
  expect(policy().administration.customRoles.definedBy).toBe('operators')
})
