import type { ExportedTuples } from '#authorizer/authorizer.ts'
import { type ExportEnd, type ExportHead, exportHead } from '#model/export-form.ts'
import type { Tuple } from '#model/tuple.ts'
import { existingStore, type PolicyAct, type PolicyCall } from './policy-act.ts'

/**
 * One state of a store as lines of JSON: what it is, a tuple each, and how many there were. Without
 * the last line it is not whole; a line with a `code` says why.
 */
export const exportStore: PolicyAct = async (call) => {
  const id = existingStore(call.store)
  const exported = await call.authorizer.exportTuples(id)
  const { model, policy, revision } = exported
  const head = exportHead({ store: id, policyVersion: policy?.version, model, revision })
  return { lines: linesOf(head, exported, call), revision }
}

async function* linesOf(
  head: ExportHead,
  { pages }: ExportedTuples,
  { describe }: PolicyCall,
): AsyncGenerator<string> {
  yield lineOf(head)
  let tuples = 0
  try {
    for await (const page of pages) {
      tuples += page.length
      if (page.length > 0) yield page.map((tuple) => lineOf(exportedTuple(tuple))).join('')
    }
    yield lineOf({ tuples } satisfies ExportEnd)
  } catch (error) {
    // The status is sent: a line has to tell.
    const { code, message } = describe(error)
    yield lineOf({ code, message })
  }
}

function exportedTuple({ user, relation, object, condition }: Tuple) {
  const key = { user, relation, object }
  return condition === undefined ? key : { ...key, condition }
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`
}
