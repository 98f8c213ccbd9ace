/**
 * The core model's own words, which a policy builds on and only the administration writes: its
 * permissions and types. Their meaning is `model.fga`'s; a test holds the two together.
 */

type Language = 'de' | 'en'

/** A text for people, in each language of the house. */
export type Text = Readonly<Record<Language, string>>

/** The permissions that Pforte's own administration asks, with their labels. */
export const CORE_PERMISSIONS = {
  users_read: { de: 'Mitglieder ansehen', en: 'See members' },
  users_invite: { de: 'Mitglieder einladen', en: 'Invite members' },
  users_edit: { de: 'Stammdaten von Mitgliedern bearbeiten', en: 'Edit members' },
  users_set_status: {
    de: 'Mitglieder aktivieren und deaktivieren',
    en: 'Activate and deactivate members',
  },
  users_reset_password: { de: 'Passwörter zurücksetzen', en: 'Reset passwords' },
  users_delete: { de: 'Mitglieder löschen', en: 'Delete members' },
  roles_read: { de: 'Rollen ansehen', en: 'See roles' },
  roles_create: { de: 'Rollen anlegen', en: 'Create roles' },
  roles_edit: { de: 'Rollen bearbeiten', en: 'Edit roles' },
  roles_delete: { de: 'Rollen löschen', en: 'Delete roles' },
  roles_assign: { de: 'Rollen zuweisen', en: 'Assign roles' },
  scopes_manage: { de: 'Bereiche verwalten', en: 'Manage scopes' },
  groups_manage: { de: 'Gruppen verwalten', en: 'Manage groups' },
  licences_manage: { de: 'Lizenzen verwalten', en: 'Manage licences' },
  links_manage: { de: 'Links und Codes verwalten', en: 'Manage links and codes' },
  tenant_edit: {
    de: 'Eigene Daten und Erscheinungsbild bearbeiten',
    en: 'Edit own data and appearance',
  },
  audit_read: { de: 'Verlauf ansehen', en: 'See the history' },
  access_read: { de: 'Zugriffe ansehen', en: 'See who has access' },
  tenants_invite: { de: 'Weitere Mandanten einladen', en: 'Invite other tenants' },
} as const satisfies Readonly<Record<string, Text>>

export type CorePermission = keyof typeof CORE_PERMISSIONS

export function isCorePermission(key: string): key is CorePermission {
  return Object.hasOwn(CORE_PERMISSIONS, key)
}

/** Types whose tuples say who is who and who holds which role: the administration alone writes them. */
export const ADMINISTERED_TYPES: ReadonlySet<string> = new Set([
  'tenant',
  'role',
  'binding',
  'scope',
  'licence',
  'feature',
  'group',
])

/** The type of tenants' roles. */
export const ROLE_TYPE = 'role'

/** The type of the policy's own roles, which tenants' roles are copies of. */
export const STANDARD_ROLE_TYPE = 'standard_role'

/** The type of links and codes as subjects: whatever they open is the administration's to say, too. */
export const LINK_TYPE = 'link'

const ASKED_PREFIX = 'can_'

/** The relation by which a permission is asked from outside. */
export function askedRelation(permission: string): string {
  return ASKED_PREFIX + permission
}

/** Whether a relation is there to be asked from outside, and not only to be read by others. */
export function isAskedRelation(relation: string): boolean {
  return relation.startsWith(ASKED_PREFIX)
}

/** The core's condition whose `now` is the gateway's clock. */
export const WINDOW_CONDITION = 'in_window'
