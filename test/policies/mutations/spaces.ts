import type { Mutation } from './mutation.ts'

/** Ways to break SPACES. */
export const mutations: readonly Mutation[] = [
  {
    name: 'the Editor edits data',
    file: 'policy.yaml',
    find: `      - users_read
      - area_data_view
      - measures_view
      - marketplace_access`,
    replace: `      - users_read
      - area_data_view
      - area_data_edit
      - measures_view
      - marketplace_access`,
  },
  {
    name: 'the Revisor enters the marketplace',
    file: 'policy.yaml',
    find: `      - users_read
      - area_data_view
      - measures_view
    deletable: false`,
    replace: `      - users_read
      - area_data_view
      - measures_view
      - marketplace_access
    deletable: false`,
  },
  {
    name: 'the Manager no longer deletes data',
    file: 'policy.yaml',
    find: '      - area_data_delete\n',
    replace: '',
  },
  {
    name: 'the Administrator assigns roles',
    file: 'policy.yaml',
    find: '      - roles_define\n',
    replace: '      - roles_define\n      - roles_assign\n',
  },
  {
    name: 'the Role Manager defines roles where he or she assigned them',
    file: 'policy.yaml',
    find: '      - roles_assign\n',
    replace: '      - roles_define\n',
  },
  {
    name: 'whoever defines roles assigns them as well',
    file: 'policy.yaml',
    find: 'opens: [roles_read, roles_create, roles_edit, roles_delete]',
    replace: 'opens: [roles_read, roles_create, roles_edit, roles_delete, roles_assign]',
  },
  {
    name: 'defining roles does not open deleting them',
    file: 'policy.yaml',
    find: 'opens: [roles_read, roles_create, roles_edit, roles_delete]',
    replace: 'opens: [roles_read, roles_create, roles_edit]',
  },
  {
    name: 'whoever uploads import files sees the history',
    file: 'policy.yaml',
    find: '    label: {de: Importdateien hochladen, en: Upload import files}\n',
    replace:
      '    label: {de: Importdateien hochladen, en: Upload import files}\n    opens: [audit_read]\n',
  },
  {
    name: 'whoever sees an area changes it',
    file: 'spaces.fga',
    find: `    define can_area_data_edit: can_area_data_edit from space
    define can_area_data_delete: can_area_data_delete from space
    define can_buildings_create`,
    replace: `    define can_area_data_edit: can_area_data_view from space
    define can_area_data_delete: can_area_data_delete from space
    define can_buildings_create`,
  },
  {
    name: 'whoever sees measures plans them',
    file: 'spaces.fga',
    find: 'define can_measures_plan: can_measures_plan from building',
    replace: 'define can_measures_plan: can_measures_view from building',
  },
  {
    name: 'a measure is seen by whoever plans it, and by nobody else',
    file: 'spaces.fga',
    find: 'define can_measures_view: can_measures_view from building',
    replace: 'define can_measures_view: can_measures_plan from building',
  },
  {
    name: 'an owner’s files are uploaded by whoever uploads import files',
    file: 'spaces.fga',
    find: 'define can_owner_data_upload: can_owner_data_upload from space',
    replace: 'define can_owner_data_upload: can_imports_upload from space',
  },
  {
    name: 'a reservation counts, whatever its holder may do',
    file: 'spaces.fga',
    find: 'define reserver: reserved_for and can_requests_reserve',
    replace: 'define reserver: reserved_for',
  },
  {
    name: 'whoever may reserve holds every reservation',
    file: 'spaces.fga',
    find: 'define reserver: reserved_for and can_requests_reserve',
    replace: 'define reserver: reserved_for or can_requests_reserve',
  },
  {
    name: 'whoever enters the marketplace reserves requests',
    file: 'spaces.fga',
    find: 'define can_requests_reserve: can_requests_reserve from marketplace',
    replace: 'define can_requests_reserve: can_marketplace_access from marketplace',
  },
  {
    name: 'whoever creates data deletes it',
    file: 'spaces.fga',
    find: `    define can_area_data_delete: can_area_data_delete from space
    define can_buildings_create`,
    replace: `    define can_area_data_delete: can_area_data_create from space
    define can_buildings_create`,
  },
  {
    name: 'the guard against foreign bindings is gone from the member overview',
    file: 'core',
    find: 'define can_users_read: users_read and insider',
    replace: 'define can_users_read: users_read',
  },
  {
    name: 'an active member is whoever has a seat',
    file: 'core',
    find: 'define active: member and seat',
    replace: 'define active: member or seat',
  },
  {
    name: 'everybody active in the tenant holds every binding',
    file: 'core',
    find: 'define holder: subject and available and active from tenant',
    replace: 'define holder: available and active from tenant',
  },
  {
    name: 'a role for the whole Space does not reach its parts',
    file: 'core',
    find: 'define users_read: users_read from binding or users_read from parent',
    replace: 'define users_read: users_read from binding',
  },
  {
    name: 'a role that a group has is nobody’s',
    file: 'core',
    find: 'define subject: [user, group#member]',
    replace: 'define subject: [user, group]',
  },
]
