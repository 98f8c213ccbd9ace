import { DoorRefusal } from './error-response.ts'

/** OpenFGA's request time-out. */
const REQUEST_TIMEOUT_MS = 3000

/**
 * Lists give up by themselves at the time-out, and hand over what they found until then. This much
 * longer is waited for them, and for all.
 */
const GRACE_MS = 500

/** The answer, or a refusal when it takes too long. The work itself is not stopped by that. */
export async function withinDeadline<Answer>(work: Promise<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DoorRefusal('deadline_exceeded', 'Request Deadline Exceeded'))
    }, REQUEST_TIMEOUT_MS + GRACE_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
