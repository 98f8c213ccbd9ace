import type { RandomBytes } from '#model/ids.ts'

/** What a caller may name its request: enough for every usual scheme, and nothing that breaks a log. */
const WELL_FORMED = /^[\w.:=+/-]{1,128}$/

export type RequestId = (given: string | null) => string

/** The caller's id of a request if it gives one, else an own: unique by a random beginning and a count. */
export function requestIds(randomBytes: RandomBytes): RequestId {
  const process = Array.from(randomBytes(8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  let count = 0
  return (given) => {
    if (given !== null && WELL_FORMED.test(given)) return given
    count++
    return `${process}-${count.toString(36)}`
  }
}
