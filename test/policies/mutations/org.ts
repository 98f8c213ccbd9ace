import type { Mutation } from './mutation.ts'

/** Ways to break `policies/org`, each of which its tests must notice. */
export const mutations: readonly Mutation[] = [
  {
    name: 'the code is not looked at',
    file: 'org.fga',
    find: 'can_device_view from in_use_at or code',
    replace: 'can_device_view from in_use_at',
  },
  {
    name: 'the code opens managing as well',
    file: 'org.fga',
    find: 'can_device_manage from operator or can_device_manage from in_use_at',
    replace: 'can_device_manage from operator or can_device_manage from in_use_at or code',
  },
  {
    name: 'a customer ties codes to what is in use there',
    file: 'org.fga',
    find: 'define can_device_link_code: can_device_link_code from operator',
    replace:
      'define can_device_link_code: can_device_link_code from operator or can_device_link_code from in_use_at',
  },
  {
    name: 'a customer does not see what is in use there',
    file: 'org.fga',
    find: 'can_device_view from operator or can_device_view from in_use_at or code',
    replace: 'can_device_view from operator or code',
  },
  {
    name: 'a customer does not manage what is in use there',
    file: 'org.fga',
    find: 'can_device_manage from operator or can_device_manage from in_use_at',
    replace: 'can_device_manage from operator',
  },
  {
    name: 'the operator does not see its own devices',
    file: 'org.fga',
    find: 'can_device_view from operator or can_device_view from in_use_at',
    replace: 'can_device_view from in_use_at',
  },
  {
    name: 'whoever sees devices manages them',
    file: 'org.fga',
    find: 'can_device_manage from operator or can_device_manage from in_use_at',
    replace: 'can_device_view from operator or can_device_manage from in_use_at',
  },
  {
    name: 'whoever manages devices ties codes to them',
    file: 'org.fga',
    find: 'define can_device_link_code: can_device_link_code from operator',
    replace: 'define can_device_link_code: can_device_manage from operator',
  },
  {
    name: 'a service case opens to whoever uses the backoffice',
    file: 'org.fga',
    find: 'can_service_cases_process from organisation',
    replace: 'can_backoffice_use from organisation',
  },
  {
    name: 'an employee does not tie codes',
    file: 'policy.yaml',
    find: '      - device_link_code\n',
    replace: '',
  },
  {
    name: 'an employee sees the members',
    file: 'policy.yaml',
    find: '      - statistics_view\n',
    replace: '      - statistics_view\n      - users_read\n',
  },
  {
    name: 'an administrator assigns no roles, but uses the backoffice',
    file: 'policy.yaml',
    find: '      - roles_assign\n',
    replace: '      - backoffice_use\n',
  },
  {
    name: 'watching what happens opens the history',
    file: 'policy.yaml',
    find: 'en: Watch what happens on the platform}\n',
    replace: 'en: Watch what happens on the platform}\n    opens: [audit_read]\n',
  },
  {
    name: 'roles work for accounts that are not active',
    file: 'core',
    find: 'define active: member and seat',
    replace: 'define active: seat',
  },
  {
    name: 'a seat is not needed',
    file: 'core',
    find: 'define active: member and seat',
    replace: 'define active: member',
  },
  {
    name: 'a binding on a foreign scope counts',
    file: 'core',
    find: 'define insider: active from tenant',
    replace: 'define insider: active from tenant or holder from binding',
  },
  {
    name: 'a code may do without a window',
    file: 'org.fga',
    find: 'define code: [link with in_window]',
    replace: 'define code: [link with in_window, link]',
  },
  {
    name: 'a device may be opened to a person as by a code',
    file: 'org.fga',
    find: 'define code: [link with in_window]',
    replace: 'define code: [link with in_window, user]',
  },
  {
    name: 'a window has no end',
    file: 'core',
    find: 'now >= not_before && now < not_after',
    replace: 'now >= not_before && not_after > not_before',
  },
  {
    name: 'a window has no beginning',
    file: 'core',
    find: 'now >= not_before && now < not_after',
    replace: 'not_before < not_after && now < not_after',
  },
  {
    name: 'a window still holds at its end',
    file: 'core',
    find: 'now < not_after',
    replace: 'now <= not_after',
  },
  {
    name: 'a window does not hold at its beginning',
    file: 'core',
    find: 'now >= not_before',
    replace: 'now > not_before',
  },
]
