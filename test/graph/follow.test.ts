import fc from 'fast-check'
import { expect, test } from 'vitest'
import { follow } from '#graph/follow.ts'
import { createGraph } from '#graph/graph.ts'
import { loadGraph } from '#graph/load.ts'
import { requestFacts } from '#graph/request-facts.ts'
import type { Tuple } from '#model/tuple.ts'
import { expectSame, plainFacts, presence, tuple } from './reading.ts'
import { aStep, type Step, WORLD } from './worlds.ts'

const logOf = (steps: readonly Step[]) =>
  steps.map((step, index) => ({ ...step, revision: 1 + (index >> 1) }))

const yieldToEventLoop = () => new Promise<void>((resolve) => setImmediate(resolve))

async function* inPages(tuples: readonly Tuple[], size: number) {
  for (let from = 0; from < tuples.length; from += size) yield tuples.slice(from, from + size)
}

const loading = { revision: 0, expectedTuples: 0, maxBytes: Infinity, yieldToEventLoop }

test('a graph that followed the log equals one that was built anew, however the log was cut', () => {
  fc.assert(
    fc.property(fc.array(aStep, { maxLength: 60 }), fc.nat(60), fc.nat(60), (steps, cut, back) => {
      const log = logOf(steps)
      const graph = createGraph()
      const end = log.findLastIndex((change) => change.revision <= cut / 2) + 1
      follow(graph, log.slice(0, end))
      follow(graph, log.slice(Math.max(0, end - back)))
      const plain = plainFacts()
      for (const change of log) {
        if (change.operation === 'write') plain.add(change.tuple)
        else plain.remove(change.tuple)
      }
      expect(graph.size).toBe(plain.tuples.size)
      expect(graph.revision).toBe(log.at(-1)?.revision ?? 0)
      expectSame(requestFacts(graph), plain, WORLD, expect)
    }),
    { numRuns: 40 },
  )
})

test('changes that a graph already holds are passed over', () => {
  const graph = createGraph()
  const anne = tuple('doc:1#viewer@user:anne')
  follow(graph, [
    { operation: 'write', tuple: anne, revision: 1 },
    { operation: 'delete', tuple: anne, revision: 2 },
  ])
  follow(graph, [{ operation: 'write', tuple: anne, revision: 1 }])
  expect(presence(requestFacts(graph), anne)).toBe('absent')
  expect(graph.revision).toBe(2)
})

test('a loaded graph holds the tuples of every page, and stands where the store stood before', async () => {
  const tuples = Array.from({ length: 1_000 }, (_, n) => tuple(`doc:${n % 10}#viewer@user:${n}`))
  const graph = await loadGraph(inPages(tuples, 64), { ...loading, revision: 7 })
  expect(graph?.size).toBe(1_000)
  expect(graph?.revision).toBe(7)
})

test('loading lets others have their turn between pages', async () => {
  const tuples = Array.from({ length: 100 }, (_, n) => tuple(`doc:${n}#viewer@user:${n}`))
  const turns: string[] = []
  async function* pages() {
    for await (const page of inPages(tuples, 50)) {
      turns.push('page')
      setImmediate(() => turns.push('other'))
      yield page
    }
  }
  await loadGraph(pages(), loading)
  expect(turns).toEqual(['page', 'other', 'page', 'other'])
})

test('loading gives up beyond the budget, without reading on', async () => {
  let read = 0
  async function* pages() {
    for (;;) {
      yield [tuple(`doc:${read}#viewer@user:${'x'.repeat(500)}${read}`)]
      read++
    }
  }
  expect(await loadGraph(pages(), { ...loading, maxBytes: 100_000 })).toBeUndefined()
  expect(read).toBeLessThan(200)
})

test('loading gives up before the first page when the tables alone are beyond the budget', async () => {
  let isRead = false
  async function* pages() {
    isRead = true
    yield []
  }
  const options = { ...loading, expectedTuples: 1_000_000, maxBytes: 1_000_000 }
  expect(await loadGraph(pages(), options)).toBeUndefined()
  expect(isRead).toBe(false)
})
