/** A graph goes forward by the store's change log: nothing is thrown away on a write. */
import type { Tuple } from '#model/tuple.ts'
import type { Graph } from './graph.ts'

/** An entry of the change log. */
export interface LoggedChange {
  readonly operation: 'write' | 'delete'
  readonly tuple: Tuple
  readonly revision: number
}

/**
 * Applies changes in the order of the log, whole revisions. Those that the graph already holds are
 * passed over, so that the same part of the log may be read twice.
 */
export function follow(graph: Graph, changes: readonly LoggedChange[]): void {
  const from = graph.revision
  for (const change of changes) {
    if (change.revision <= from) continue
    if (change.operation === 'write') graph.add(change.tuple)
    else graph.remove(change.tuple)
    graph.revision = change.revision
  }
}
