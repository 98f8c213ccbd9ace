import type { Mutation } from './mutation.ts'

/** Ways to break COMMERCE. */
export const mutations: readonly Mutation[] = [
  {
    name: 'approving goes on while approval is off',
    file: 'policy.yaml',
    find: `    label: {de: Bestellungen freigeben, en: Approve orders}
    group: approval
    while: approval`,
    replace: `    label: {de: Bestellungen freigeben, en: Approve orders}
    group: approval`,
  },
  {
    name: 'reviewing goes on while approval is off',
    file: 'policy.yaml',
    find: `    label: {de: Bestellungen prüfen, en: Review orders}
    group: approval
    while: approval`,
    replace: `    label: {de: Bestellungen prüfen, en: Review orders}
    group: approval`,
  },
  {
    name: 'left-over orders are changed by an approver’s right while approval is off',
    file: 'policy.yaml',
    find: `      en: Add products while an order waits for approval
    group: approval
    while: approval`,
    replace: `      en: Add products while an order waits for approval
    group: approval`,
  },
  {
    name: 'the Order Approver role works while approval is off',
    file: 'policy.yaml',
    find: `    while: approval
    assigned_by: [account_administrator]`,
    replace: '    assigned_by: [account_administrator]',
  },
  {
    name: 'the Order Approver adds products to every order',
    file: 'policy.yaml',
    find: `      - order_add_product_awaiting
      - order_change_quantity_awaiting
    while: approval`,
    replace: `      - order_add_product
      - order_change_quantity_awaiting
    while: approval`,
  },
  {
    name: 'the Order Operator changes quantities where he or she set the shipping status',
    file: 'policy.yaml',
    find: `      - order_set_shipping_status
    assigned_by`,
    replace: `      - order_change_quantity
    assigned_by`,
  },
  {
    name: 'the sales app role sees orders',
    file: 'policy.yaml',
    find: `      - app_sell
    assigned_by`,
    replace: `      - app_sell
      - order_read
    assigned_by`,
  },
  {
    name: 'the Account Administrator does not delete users',
    file: 'policy.yaml',
    find: '      - users_delete\n',
    replace: '',
  },
  {
    name: 'whoever changes quantities sees the users',
    file: 'policy.yaml',
    find: '    label: {de: Mengen ändern, en: Change quantities}\n',
    replace: '    label: {de: Mengen ändern, en: Change quantities}\n    opens: [users_read]\n',
  },
  {
    name: 'an order is approved that does not wait for it',
    file: 'commerce.fga',
    find: 'define can_order_approve: can_order_approve from account and awaiting_approval',
    replace: 'define can_order_approve: can_order_approve from account',
  },
  {
    name: 'an order is reviewed that does not wait for it',
    file: 'commerce.fga',
    find: 'define can_order_review: can_order_review from account and awaiting_approval',
    replace: 'define can_order_review: can_order_review from account',
  },
  {
    name: 'everybody approves what waits for approval',
    file: 'commerce.fga',
    find: 'define can_order_approve: can_order_approve from account and awaiting_approval',
    replace: 'define can_order_approve: can_order_approve from account or awaiting_approval',
  },
  {
    name: 'an approver’s changes reach orders that do not wait',
    file: 'commerce.fga',
    find: 'can_order_add_product_awaiting from account and awaiting_approval',
    replace: 'can_order_add_product_awaiting from account',
  },
  {
    name: 'adding to waiting orders implies changing their quantities',
    file: 'commerce.fga',
    find: 'can_order_change_quantity from account or can_order_change_quantity_awaiting',
    replace:
      'can_order_change_quantity from account or can_order_change_quantity_awaiting or can_order_add_product_awaiting',
  },
  {
    name: 'the approver changes nothing, not even what waits',
    file: 'commerce.fga',
    find: 'can_order_add_product from account or can_order_add_product_awaiting',
    replace: 'can_order_add_product from account',
  },
  {
    name: 'whoever sees an order sets its shipping status',
    file: 'commerce.fga',
    find: 'define can_order_set_shipping_status: can_order_set_shipping_status from account',
    replace: 'define can_order_set_shipping_status: can_order_read from account',
  },
  {
    name: 'a product is sold by whoever sees orders',
    file: 'commerce.fga',
    find: 'define can_app_sell: can_app_sell from account',
    replace: 'define can_app_sell: can_app_sell from account or can_order_read from account',
  },
  {
    name: 'a binding works without what it depends on',
    file: 'core',
    find: 'define holder: subject and available and active from tenant',
    replace: 'define holder: subject and active from tenant',
  },
  {
    name: 'the guard against foreign bindings is gone from the list of users',
    file: 'core',
    find: 'define can_users_read: users_read and insider',
    replace: 'define can_users_read: users_read',
  },
  {
    name: 'seeing users does not ask the role',
    file: 'core',
    find: 'define users_read: holder and users_read from role',
    replace: 'define users_read: holder',
  },
]
