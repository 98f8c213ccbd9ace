import type { Mutation } from './mutation.ts'

/** Ways to break the core that every policy must notice. */
export const coreMutations: readonly Mutation[] = [
  {
    name: 'a binding works for somebody who is not active',
    file: 'core',
    find: 'define holder: subject and available and active from tenant',
    replace: 'define holder: subject and available',
  },
  {
    name: 'a link may carry a role',
    file: 'core',
    find: 'define subject: [user, group#member]',
    replace: 'define subject: [user, link, group#member]',
  },
]
