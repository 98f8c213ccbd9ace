import { z } from 'zod'
import { DoorRefusal } from '#http/error-response.ts'
import { findFilesFault, MAX_POLICY_BYTES } from '#policy/policy-folder.ts'
import { type PolicyAct, policyNameOf } from './policy-act.ts'
import { printApplying } from './print-applying.ts'
import { readMessage } from './read-message.ts'

/** A text may be twice as long as JSON, and more; who sends it has a key. */
const MAX_BODY_BYTES = 4 * MAX_POLICY_BYTES

const applyRequest = z.strictObject({
  files: z.record(z.string(), z.string()),
  expected_version: z.int().min(0).optional(),
  expected_revision: z.string().optional(),
})

/** Makes the next version of a policy of the files of its folder, and the store if there is none. */
export const applyPolicy: PolicyAct = async (call) => {
  const name = await policyNameOf(call)
  const message = await readMessage(call.request, applyRequest, MAX_BODY_BYTES)
  const files = new Map(Object.entries(message.files))
  const fault = findFilesFault(files)
  if (fault !== undefined) throw new DoorRefusal('validation_error', fault)
  const { expected_version: version, expected_revision: revision } = message
  // What reads policies takes its time to load, and a server that only answers does without it.
  const { applyPolicy: apply } = await import('#policy/apply-policy.ts')
  return printApplying(
    await apply(
      call,
      { name, files },
      {
        ...(version !== undefined && { version }),
        ...(revision !== undefined && { revision }),
      },
    ),
  )
}
