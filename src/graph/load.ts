/** A graph is filled from the pages of a store's tuples, without holding the event loop. */
import type { Tuple } from '#model/tuple.ts'
import { createGraph, type Graph } from './graph.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface LoadOptions {
  /**
   * Where the store stood before the first page was read. Later writes may or may not be in the
   * pages; following the log from here mends both, since adding and removing can be repeated.
   */
  readonly revision: number
  readonly expectedTuples: number
  readonly maxBytes: number
  readonly vocabulary?: Vocabulary
  /** Resolves after whatever else waits for the event loop had its turn. */
  readonly yieldToEventLoop: () => Promise<void>
}

/** Undefined: the graph would take more than `maxBytes`; the remaining pages were not read. */
export async function loadGraph(
  pages: AsyncIterable<readonly Tuple[]>,
  options: LoadOptions,
): Promise<Graph | undefined> {
  const graph = createGraph(options)
  graph.revision = options.revision
  if (graph.bytes() > options.maxBytes) return undefined
  for await (const page of pages) {
    for (const tuple of page) graph.add(tuple)
    if (graph.bytes() > options.maxBytes) return undefined
    await options.yieldToEventLoop()
  }
  return graph
}
