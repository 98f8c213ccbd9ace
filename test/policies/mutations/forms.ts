import type { Mutation } from './mutation.ts'

/** Ways to break `policies/forms`, each of which its tests must notice. */
export const mutations: readonly Mutation[] = [
  {
    name: 'an action is updated by whoever is told of it',
    file: 'forms.fga',
    find: '(assignee and insider from workspace) or link',
    replace: 'can_action_be_notified or link',
  },
  {
    name: 'an assignment counts without being a licensed member',
    file: 'forms.fga',
    find: '(assignee and insider from workspace) or link',
    replace: 'assignee or link',
  },
  {
    name: 'an assignment counts without a licence',
    file: 'forms.fga',
    find: '(assignee and insider from workspace) or link',
    replace: '(assignee and member from workspace) or link',
  },
  {
    name: 'an assignment alone does not let one update',
    file: 'forms.fga',
    find: ' or (assignee and insider from workspace) or link',
    replace: ' or link',
  },
  {
    name: 'the link of an action is not looked at',
    file: 'forms.fga',
    find: '(assignee and insider from workspace) or link',
    replace: '(assignee and insider from workspace)',
  },
  {
    name: 'an assignee is told after deactivation',
    file: 'forms.fga',
    find: '(assignee and member from workspace) or external_assignee',
    replace: 'assignee or external_assignee',
  },
  {
    name: 'nobody external is told of an action',
    file: 'forms.fga',
    find: '(assignee and member from workspace) or external_assignee',
    replace: 'assignee and member from workspace',
  },
  {
    name: 'whoever may update an action is told of it',
    file: 'forms.fga',
    find: '(assignee and member from workspace) or external_assignee',
    replace:
      '(assignee and member from workspace) or external_assignee or can_action_update_status from workspace',
  },
  {
    name: 'telling needs a licence',
    file: 'forms.fga',
    find: 'define member: member from tenant',
    replace: 'define member: active from tenant',
  },
  {
    name: 'a recipient of a report sees it',
    file: 'forms.fga',
    find: 'define can_report_view: can_report_view from workspace or link',
    replace: 'define can_report_view: can_report_view from workspace or link or external_recipient',
  },
  {
    name: 'a report goes to whoever has its link',
    file: 'forms.fga',
    find: '(recipient and member from workspace) or external_recipient',
    replace: '(recipient and member from workspace) or external_recipient or link',
  },
  {
    name: 'a report opens to whoever submits forms',
    file: 'forms.fga',
    find: 'define can_report_view: can_report_view from workspace or link',
    replace:
      'define can_report_view: can_report_view from workspace or can_forms_submit from workspace or link',
  },
  {
    name: 'the link of an analytics report is not looked at',
    file: 'forms.fga',
    find: 'can_analytics_report_view from workspace or link',
    replace: 'can_analytics_report_view from workspace',
  },
  {
    name: 'an analytics report opens with what uses analytics',
    file: 'forms.fga',
    find: 'can_analytics_report_view from workspace or link',
    replace: 'can_analytics_use from workspace or link',
  },
  {
    name: 'analytics do not depend on the plan',
    file: 'policy.yaml',
    find: 'en: Use analytics in the application}\n    group: analytics\n    while: analytics\n',
    replace: 'en: Use analytics in the application}\n    group: analytics\n',
  },
  {
    name: 'analytics reports do not depend on the plan',
    file: 'policy.yaml',
    find: 'en: See analytics reports}\n    group: analytics\n    while: analytics\n',
    replace: 'en: See analytics reports}\n    group: analytics\n',
  },
  {
    name: 'workflows hang on analytics',
    file: 'policy.yaml',
    find: '    while: workflows\n',
    replace: '    while: analytics\n',
  },
  {
    name: 'a restricted user creates forms as well',
    file: 'policy.yaml',
    find: '[app_login_web, app_login_mobile, forms_submit]',
    replace: '[app_login_web, app_login_mobile, forms_submit, forms_create]',
  },
  {
    name: 'an outside partner submits forms instead of seeing reports',
    file: 'policy.yaml',
    find: '[app_login_web, app_login_mobile, report_view]',
    replace: '[app_login_web, app_login_mobile, forms_submit]',
  },
  {
    name: 'an administrator manages no licences',
    file: 'policy.yaml',
    find: '      - licences_manage\n',
    replace: '',
  },
  {
    name: 'managing templates lets one invite',
    file: 'policy.yaml',
    find: 'en: Manage templates}\n',
    replace: 'en: Manage templates}\n    opens: [users_invite]\n',
  },
  {
    name: 'a licence is not needed',
    file: 'core',
    find: 'define active: member and seat',
    replace: 'define active: member',
  },
  {
    name: 'a licence is enough, whatever the status',
    file: 'core',
    find: 'define active: member and seat',
    replace: 'define active: seat',
  },
  {
    name: 'a binding on a foreign scope counts',
    file: 'core',
    find: 'define insider: active from tenant',
    replace: 'define insider: active from tenant or holder from binding',
  },
  {
    name: 'somebody external may hold a licence',
    file: 'core',
    find: 'define holder: [user]',
    replace: 'define holder: [user, contact]',
  },
  {
    name: 'an action may be assigned to somebody external as to a member',
    file: 'forms.fga',
    find: 'define assignee: [user]',
    replace: 'define assignee: [user, contact]',
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
]
