import type { Applying } from '#policy/apply-policy.ts'
import type { PolicyAnswer } from './policy-act.ts'
import { printVersion } from './print-version.ts'

const NO_ROLES = { followed: [], kept: [], stripped: [] }

/** What came of an apply or a rollback: the version that runs now, or all that is wrong with the files. */
export function printApplying(applying: Applying): PolicyAnswer {
  switch (applying.kind) {
    case 'applied': {
      const { policy, revision, roles } = applying
      const { followed, kept, stripped } = roles
      const body = { ...printVersion(policy), revision, roles: { followed, kept, stripped } }
      return { body, revision }
    }
    case 'unchanged': {
      const { policy, revision } = applying
      return {
        body: { ...printVersion(policy), revision, unchanged: true, roles: NO_ROLES },
        revision,
      }
    }
    case 'findings': {
      const findings = applying.findings.map(({ file, line, column, message }) => ({
        ...{ file, line, column, message },
      }))
      const message = `the policy has ${findings.length === 1 ? 'a fault' : `${findings.length} faults`}`
      return { status: 400, body: { code: 'invalid_authorization_model', message, findings } }
    }
  }
}
