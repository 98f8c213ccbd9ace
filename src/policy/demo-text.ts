import type { FilledDemo } from './fill-demo.ts'

/** Where a demo can be asked: the address, and what a curl needs to be let in (` -H …`, or nothing). */
export interface AskedServer {
  readonly url: string
  readonly header: string
}

/** What to try: of each policy its first question, how to ask it, and what is answered. */
export function demoLines(
  demos: readonly FilledDemo[],
  { url, header }: AskedServer,
): readonly string[] {
  return demos.flatMap(({ policy, title, tuples, questions }) => {
    const [first] = questions
    const filled = `${policy} (${title.en}): ${tuples} tuples`
    if (first === undefined) return ['', filled]
    const { user, relation, object, text, allowed } = first
    const body = JSON.stringify({ tuple_key: { user, relation, object } })
    return [
      '',
      filled,
      `  ${text.en}`,
      `  curl${header} ${url}/stores/${policy}/check -d '${body}'`,
      `  {"allowed":${allowed},"resolution":""}`,
    ]
  })
}
