/** The facts of a world as the engine may meet them: all in memory, fetched as missed, or long past. */
import { createGraph, type Graph } from '#graph/graph.ts'
import { onDemandFacts } from '#graph/on-demand-facts.ts'
import { type Difference, overlaidFacts } from '#graph/overlay.ts'
import { type RequestFacts, requestFacts } from '#graph/request-facts.ts'
import type { Tuple } from '#model/tuple.ts'
import { findRows } from '#storage/memory/facts.ts'
import { keyText } from '#storage/stored-tuple.ts'
import type { World } from '../reference/naive-evaluator.ts'

export interface WorldFacts {
  readonly facts: RequestFacts
  /** Fetches what was missed; false: nothing was. */
  fetch(): boolean
}

/** All facts in memory, contextual tuples laid over them. */
export function residentFacts({ tuples, contextualTuples }: World): () => WorldFacts {
  const graph = graphOf(tuples)
  const contextual = replacing(contextualTuples)
  return () => inMemory(overlaidFacts(requestFacts(graph), contextual))
}

/** The same state, seen from a graph that has gone on to a later one. */
export function pastFacts(world: World, later: readonly Tuple[]): () => WorldFacts {
  const graph = graphOf(later)
  const past = differencesTo(world.tuples, later)
  const contextual = replacing(world.contextualTuples)
  return () => inMemory(overlaidFacts(overlaidFacts(requestFacts(graph), past), contextual))
}

/** Nothing in memory: every look-up is missed first. `membershipLimit` cuts walks upwards short. */
export function fetchedFacts(
  { tuples, contextualTuples }: World,
  membershipLimit = Number.POSITIVE_INFINITY,
): () => WorldFacts {
  const stored = new Map(tuples.map((tuple) => [keyText(tuple), tuple]))
  const contextual = replacing(contextualTuples)
  return () => {
    const source = onDemandFacts()
    const { facts } = source
    const limited: RequestFacts = Object.assign(Object.create(facts), {
      expectMemberships: (
        ...[subject, relations, limit]: Parameters<typeof facts.expectMemberships>
      ) => facts.expectMemberships(subject, relations, Math.min(limit, membershipLimit)),
    })
    return {
      facts: overlaidFacts(limited, contextual),
      fetch() {
        const needs = source.takeNeeds()
        const rows = needs.map((need) => findRows(stored, need))
        source.provide(needs, rows)
        return needs.length > 0
      },
    }
  }
}

function graphOf(tuples: readonly Tuple[]): Graph {
  const graph = createGraph()
  for (const tuple of tuples) graph.add(tuple)
  return graph
}

function inMemory(facts: RequestFacts): WorldFacts {
  return { facts, fetch: () => false }
}

function replacing(tuples: readonly Tuple[]): readonly Difference[] {
  return tuples.map((tuple) => ({ key: tuple, tuple }))
}

function differencesTo(then: readonly Tuple[], later: readonly Tuple[]): readonly Difference[] {
  const kept = new Set(then.map(keyText))
  const gone = later.filter((tuple) => !kept.has(keyText(tuple)))
  return [...replacing(then), ...gone.map((key) => ({ key, tuple: undefined }))]
}
