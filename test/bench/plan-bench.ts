/**
 * A plan on the platform: a model of which one line changes, compared for everybody. Run by `main.ts`
 * in a process of its own, so that its memory is the plan's alone; prints figures as JSON.
 */
import { createGraph } from '#graph/graph.ts'
import { type AccessImpact, accessImpact, changesOf } from '#policy/plan/access-impact.ts'
import { digestOf } from '#policy/plan/digest.ts'
import { orphanSearch } from '#policy/plan/orphans.ts'
import { plannedModel } from '#policy/plan/planned-model.ts'
import { readersOf } from './platform-answers.ts'
import { platformModelJson } from './platform-model.ts'
import { platformTuples } from './platform-tuples.ts'
import {
  type Document,
  facilitiesOf,
  NOW,
  type PlatformWorld,
  platformWorld,
} from './platform-world.ts'
import type { Figure } from './report.ts'

const world = platformWorld(Number(process.argv[2]))
const started = performance.now()
const graph = createGraph()
const before = plannedModel(platformModelJson())
const after = plannedModel(platformModelJson((dsl) => dsl.replace(' but not blocked', '')))
const orphaned = orphanSearch(before, after)
for (const tuple of platformTuples(world)) {
  graph.add(tuple)
  orphaned.look(tuple)
}
const loaded = performance.now()
const impact = finished(
  accessImpact({ graph, before, after, differences: [], now: Date.parse(NOW) }),
)
const lines = Array.from(
  changesOf(impact),
  ({ object, relation, subject, after: verdict }) => `${object}#${relation}@${subject} ${verdict}`,
)
await digestOf(lines)
const ended = performance.now()
compare(lines, expectedGains(world))
if (impact.extent.kind !== 'exact') throw new Error('the plan is no exact one')

const figures: readonly Figure[] = [
  { what: 'tuples', value: graph.size, unit: '' },
  { what: 'tuples read and judged', value: (loaded - started) / 1000, unit: 's' },
  { what: 'subjects compared on both sides', value: impact.extent.subjects, unit: '' },
  { what: 'compared in', value: (ended - loaded) / 1000, unit: 's' },
  { what: 'engine steps', value: impact.extent.steps / 1e6, unit: 'million' },
  { what: 'gains found, each the generator’s', value: lines.length, unit: '' },
  { what: 'memory at its most', value: process.resourceUsage().maxRSS / 1024, unit: 'MiB' },
]
console.log(JSON.stringify(figures))

function finished(walk: Generator<undefined, AccessImpact>): AccessImpact {
  let step = walk.next()
  while (step.done !== true) step = walk.next()
  return step.value
}

/** Whoever is blocked from what he or she could read otherwise. */
function expectedGains(platform: PlatformWorld): readonly string[] {
  return documentsOf(platform).flatMap((document) => {
    const { blocked, ...open } = document
    if (blocked === undefined || !readersOf(open).has(blocked)) return []
    return [`${document.name}#can_read@${blocked} allowed`]
  })
}

function documentsOf(platform: PlatformWorld): readonly Document[] {
  return facilitiesOf(platform)
    .flatMap(({ lines: ofFacility }) => ofFacility)
    .flatMap(({ machines }) => machines)
    .flatMap(({ documents }) => documents)
}

function compare(found: readonly string[], expected: readonly string[]): void {
  const [all, known] = [new Set(found), new Set(expected)]
  const wrong = found.find((line) => !known.has(line)) ?? expected.find((line) => !all.has(line))
  if (wrong !== undefined || found.length !== known.size) throw new Error(`wrong: ${wrong}`)
}
