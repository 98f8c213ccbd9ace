/** A world written down: a model in the DSL, tuples as `object#relation@user`, and the engine in it. */
import { linkModel } from '#engine/linked-model.ts'
import { parseDsl } from '#model/dsl.ts'
import { parseModelId } from '#model/ids.ts'
import { parseModelJson } from '#model/model-json.ts'
import { tuple } from '../graph/reading.ts'
import type { World } from '../reference/naive-evaluator.ts'
import { type Asking, engineIn, type WorldEngine } from './engine-in-world.ts'
import { residentFacts } from './facts-of-world.ts'

interface WrittenWorld {
  /** The engine over these tuples, in this order. */
  with(tuples: readonly string[], asking?: Asking): WrittenEngine
}

interface WrittenEngine extends WorldEngine {
  /** `group:eng#member@user:anne` */
  asks(question: string): string
  stepsOf(question: string): number
}

/** `types` is the DSL below `type user`. */
export async function writtenWorld(types: string): Promise<WrittenWorld> {
  const parsed = await parseDsl(`model\n  schema 1.1\ntype user\n${types}`)
  const id = parseModelId('01HVMMBCMGZNT3SED4Z17ECXCA')
  if (parsed.kind === 'findings' || id === undefined) throw new Error(JSON.stringify(parsed))
  const read = parseModelJson(parsed.json, id)
  if (read.kind === 'findings') throw new Error(JSON.stringify(read))
  const linked = linkModel(read.model, new Map())
  return {
    with(tuples, asking) {
      const world: World = {
        model: read.model,
        tuples: tuples.map((text) => tuple(text)),
        contextualTuples: [],
        context: {},
      }
      const engine = engineIn(linked, world, residentFacts(world), asking)
      return {
        ...engine,
        asks: (question) => engine.check(tuple(question)),
        stepsOf: (question) => engine.steps(tuple(question)),
      }
    },
  }
}
