import type { Mutation } from './mutation.ts'

/** Ways to break MACHINE. */
export const mutations: readonly Mutation[] = [
  {
    name: 'a role works without its option',
    file: 'core',
    find: 'define holder: subject and available and active from tenant',
    replace: 'define holder: subject and active from tenant',
  },
  {
    name: 'who holds a binding need not be active in its company',
    file: 'core',
    find: 'define active: member and seat',
    replace: 'define active: seat',
  },
  {
    name: 'a foreign binding lets its subject into a scope',
    file: 'core',
    find: 'define insider: active from tenant',
    replace: 'define insider: active from tenant or holder from binding or insider from parent',
  },
  {
    name: 'a core permission is asked without the guard',
    file: 'core',
    find: 'define can_users_read: users_read and insider',
    replace: 'define can_users_read: users_read',
  },
  {
    name: 'a role for a part does not reach what is below',
    file: 'core',
    find: 'define users_invite: users_invite from binding or users_invite from parent',
    replace: 'define users_invite: users_invite from binding',
  },
  {
    name: 'seeing users lets one delete them',
    file: 'core',
    find: 'define users_delete: holder and users_delete from role',
    replace: 'define users_delete: holder and users_read from role',
  },
  {
    name: 'a Machine Operator manages internal cases and no shared ones',
    file: 'policy.yaml',
    find: [
      '      - case_toggle_remote',
      '      - shared_case_manage',
      '      - case_use_remote',
      '      - facilities_read',
      '      - assets_read',
      '      - asset_documents_read',
      '    assigned_by: [tenant_admin]',
      '  workshop_manager:',
    ].join('\n'),
    replace: [
      '      - case_toggle_remote',
      '      - internal_case_manage',
      '      - case_use_remote',
      '      - facilities_read',
      '      - assets_read',
      '      - asset_documents_read',
      '    assigned_by: [tenant_admin]',
      '  workshop_manager:',
    ].join('\n'),
  },
  {
    name: 'the role for internal cases does not need its option',
    file: 'policy.yaml',
    find: '    while: internal_cases\n',
    replace: '',
  },
  {
    name: 'the Maintenance Engineer needs the other option',
    file: 'policy.yaml',
    find: '    while: maintenance\n',
    replace: '    while: internal_cases\n',
  },
  {
    name: 'the deprecated Service Manager uses the frontend',
    file: 'policy.yaml',
    find: '    deprecated: true\n    permissions: []\n',
    replace: '    permissions: [frontend_use]\n',
  },
  {
    name: 'a Data Analyst downloads licences',
    file: 'policy.yaml',
    find: '      - machine_licences_read\n      - edge_devices_read\n',
    replace: '      - machine_licences_download\n      - edge_devices_read\n',
  },
  {
    name: 'a Tenant Admin sees shared cases',
    file: 'policy.yaml',
    find: '      - company_manage\n      - appearance_manage\n      - frontend_use\n',
    replace:
      '      - company_manage\n      - appearance_manage\n      - frontend_use\n      - shared_case_read\n',
  },
  {
    name: 'a Service Technician lacks what 1st Level support has',
    file: 'policy.yaml',
    find: '      - edge_devices_manage\n      - apps_read\n',
    replace: '      - apps_read\n',
  },
  {
    name: 'the appearance does not open the company settings',
    file: 'policy.yaml',
    find: [
      '      en: How the platform looks to all users of the company.',
      '    opens: [tenant_edit]',
    ].join('\n'),
    replace: '      en: How the platform looks to all users of the company.',
  },
  {
    name: 'inviting customers brings in no company',
    file: 'policy.yaml',
    find: '    opens: [tenants_invite]\n',
    replace: '',
  },
  {
    name: 'managing documents opens the company settings',
    file: 'policy.yaml',
    find: '    label: {de: Dokumente der Modelle verwalten, en: Manage documents of machine models}\n',
    replace:
      '    label: {de: Dokumente der Modelle verwalten, en: Manage documents of machine models}\n    opens: [tenant_edit]\n',
  },
  {
    name: 'a Tenant Admin deletes the own account',
    file: 'machine.fga',
    find: 'define can_users_delete: can_users_delete from scope but not person',
    replace: 'define can_users_delete: can_users_delete from scope',
  },
  {
    name: 'managing documents includes reading them',
    file: 'machine.fga',
    find: [
      '    define asset: [asset]',
      '    define can_asset_documents_read: can_asset_documents_read from asset',
    ].join('\n'),
    replace: [
      '    define asset: [asset]',
      '    define can_asset_documents_read: can_asset_documents_read from asset or can_asset_documents_manage',
    ].join('\n'),
  },
  {
    name: 'whoever sees shared cases sees internal ones',
    file: 'machine.fga',
    find: 'define can_internal_case_read: can_internal_case_read from scope',
    replace:
      'define can_internal_case_read: can_internal_case_read from scope or can_shared_case_read from scope',
  },
  {
    name: "a shared case is the provider's where the operator's machine is",
    file: 'machine.fga',
    find: 'define can_customer_case_read: can_customer_case_read from addressee',
    replace: 'define can_customer_case_read: can_customer_case_read from scope',
  },
  {
    name: 'the addressed provider sees a shared case as the operator does',
    file: 'machine.fga',
    find: 'define can_shared_case_read: can_shared_case_read from scope',
    replace:
      'define can_shared_case_read: can_shared_case_read from scope or can_customer_case_read from addressee',
  },
  {
    name: 'a shared case is not seen from both sides',
    file: 'machine.fga',
    find: 'define viewer: can_shared_case_read or can_customer_case_read',
    replace: 'define viewer: can_shared_case_read and can_customer_case_read',
  },
  {
    name: 'remote connections of internal cases are for whoever switches them',
    file: 'machine.fga',
    find: [
      '    define can_internal_case_manage: can_internal_case_manage from scope',
      '    define can_case_conference: can_case_conference from scope',
      '    define can_case_toggle_remote: can_case_toggle_remote from scope',
      '    define can_case_use_remote: can_case_use_remote from scope',
    ].join('\n'),
    replace: [
      '    define can_internal_case_manage: can_internal_case_manage from scope',
      '    define can_case_conference: can_case_conference from scope',
      '    define can_case_toggle_remote: can_case_toggle_remote from scope',
      '    define can_case_use_remote: can_case_toggle_remote from scope',
    ].join('\n'),
  },
  {
    name: 'remote sessions are for whoever sees the machine',
    file: 'machine.fga',
    find: 'define can_remote_access_use: can_remote_access_use from scope',
    replace: 'define can_remote_access_use: can_customer_machines_read from scope',
  },
  {
    name: 'whoever sees an edge device sees its tunnel configuration',
    file: 'machine.fga',
    find: [
      '    define edge_device: [edge_device]',
      '    define can_tunnel_configs_read: can_tunnel_configs_read from edge_device',
    ].join('\n'),
    replace: [
      '    define edge_device: [edge_device]',
      '    define can_tunnel_configs_read: can_edge_devices_read from edge_device',
    ].join('\n'),
  },
]
