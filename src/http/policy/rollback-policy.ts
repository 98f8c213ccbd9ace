import { z } from 'zod'
import { type PolicyAct, policyNameOf } from './policy-act.ts'
import { printApplying } from './print-applying.ts'
import { readMessage } from './read-message.ts'

const rollbackRequest = z.strictObject({ version: z.int().min(1) })

/** Applies the files of an older version as a new one. */
export const rollbackPolicy: PolicyAct = async (call) => {
  const name = await policyNameOf(call)
  const { version } = await readMessage(call.request, rollbackRequest)
  const { rollbackPolicy: rollback } = await import('#policy/apply-policy.ts')
  return printApplying(await rollback(call, name, version))
}
