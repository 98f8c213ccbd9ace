import type { Tuple, TupleKey } from '#model/tuple.ts'
import type { Change } from './datastore.ts'
import { keyOf, keyText } from './stored-tuple.ts'

/**
 * What each changed key was before the changes, which stand in the order of the log: the first
 * change of a key tells, since a tuple that is written was not there and one that is deleted was.
 */
export function firstDifferences(
  changes: Iterable<Change>,
): readonly { readonly key: TupleKey; readonly tuple: Tuple | undefined }[] {
  const differences = new Map<string, { key: TupleKey; tuple: Tuple | undefined }>()
  for (const { operation, tuple } of changes) {
    const text = keyText(tuple)
    if (differences.has(text)) continue
    const before = operation === 'delete' ? tuple : undefined
    differences.set(text, { key: keyOf(tuple), tuple: before })
  }
  return [...differences.values()]
}
