import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judgeRandomCondition } from '../reference/random-model.ts'
import { type RandomWorld, randomWorld } from '../reference/random-world.ts'
import { setAside } from '../reference/set-aside.ts'
import { worldText } from '../reference/world-text.ts'
import { answersOf, type WorldAnswer } from './ask-world.ts'
import { answerFault, permissionFault, unlike } from './judge-answer.ts'
import { findOpenfga, startOpenfga } from './openfga-process.ts'
import { startPforte } from './pforte-process.ts'
import type { ServerProcess } from './server-process.ts'
import { crowdedStore, freshStores, type WorldHost } from './world-host.ts'
import {
  questionsOf,
  questionText,
  relationAsked,
  typeListed,
  type WorldQuestion,
} from './world-questions.ts'

/** So many checks of OpenFGA's, compared in full. */
const CHECKS = 5_000
const A_WORLD = { checks: 50, lists: 4 } as const

/** A busy machine may take longer than OpenFGA's three seconds to write a model. */
const PATIENT = ['--request-timeout=60s']

const LATE: WorldAnswer = { kind: 'late' }

const binary = findOpenfga()

describe.skipIf(binary === undefined)('random worlds over HTTP', () => {
  const started: ServerProcess[] = []
  const start = async (server: Promise<ServerProcess>) => {
    started.push(await server)
    return server
  }
  let hosts: Hosts | undefined

  beforeAll(async () => {
    hosts = {
      openfga: freshStores(await start(startOpenfga(binary ?? '', undefined, PATIENT))),
      resident: freshStores(await start(startPforte())),
      onDemand: await crowdedStore(
        await start(startPforte({ environment: { PFORTE_GRAPH_MB: '1' } })),
      ),
    }
  })

  afterAll(async () => {
    for (const server of started) await server.stop()
  })

  it('are answered alike by OpenFGA, Pforte in memory and on demand, and the evaluator', async () => {
    if (hosts === undefined) throw new Error('the servers did not start')
    const tally = new Map<string, number>()
    const faults: string[] = []
    for (let seed = 1; (tally.get('openfga: check compared') ?? 0) < CHECKS; seed++) {
      const world = randomWorld(seed)
      for (const { counted, fault } of await outcomesOf(hosts, world)) {
        tally.set(counted, (tally.get(counted) ?? 0) + 1)
        if (fault !== undefined) faults.push(`seed ${seed}, ${fault}\n${worldText(world)}`)
      }
    }
    console.log(Object.fromEntries([...tally].sort()))
    expect(faults).toEqual([])
  })
})

interface Hosts {
  readonly openfga: WorldHost
  readonly resident: WorldHost
  readonly onDemand: WorldHost
}

interface Outcome {
  readonly counted: string
  readonly fault?: string
}

async function outcomesOf(hosts: Hosts, world: RandomWorld): Promise<readonly Outcome[]> {
  const questions = questionsOf(world, A_WORLD)
  const ask = async (host: WorldHost) => {
    const store = await host(world)
    return store === undefined ? undefined : answersOf(store, world, questions)
  }
  const [openfga, resident, onDemand] = await Promise.all([
    ask(hosts.openfga),
    ask(hosts.resident),
    ask(hosts.onDemand),
  ])
  if (openfga === undefined) return [{ counted: 'openfga: model refused' }]
  return questions.flatMap((question, place) => {
    const [theirs = LATE, ours = LATE, oursOnDemand = LATE] = [openfga, resident, onDemand].map(
      (answers) => answers?.[place],
    )
    return [
      pforteOutcome('resident', world, question, ours, theirs),
      pforteOutcome('on demand', world, question, oursOnDemand, theirs),
      openfgaOutcome(world, question, theirs),
    ]
  })
}

/** Of Pforte nothing is set aside. */
function pforteOutcome(
  name: string,
  world: RandomWorld,
  question: WorldQuestion,
  answer: WorldAnswer,
  openfga: WorldAnswer,
): Outcome {
  const fault =
    question.kind === 'expand'
      ? unlike(openfga.kind === 'late' ? answer : openfga, answer)
      : answerFault(world, question, answer)
  return outcome(`pforte ${name}`, question, 'compared', fault)
}

function openfgaOutcome(world: RandomWorld, question: WorldQuestion, answer: WorldAnswer): Outcome {
  if (answer.kind === 'late') return outcome('openfga', question, 'late')
  // What Pforte's trees are held against.
  if (question.kind === 'expand') return outcome('openfga', question, 'compared')
  const shape = setAside(world, judgeRandomCondition, relationAsked(question), typeListed(question))
  if (shape === undefined) {
    return outcome('openfga', question, 'compared', answerFault(world, question, answer))
  }
  const fault =
    shape.compared === 'permission' ? permissionFault(world, question, answer) : undefined
  return outcome(
    'openfga',
    question,
    `set aside (${shape.compared} compared): ${shape.name}`,
    fault,
  )
}

function outcome(server: string, question: WorldQuestion, how: string, fault?: string): Outcome {
  return {
    counted: `${server}: ${question.kind} ${how}`,
    ...(fault !== undefined && { fault: `${server}: ${questionText(question)}: ${fault}` }),
  }
}
