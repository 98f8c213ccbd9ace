import { describe, expect, it } from 'vitest'
import { ModelNotPrintable, parseDsl, printDsl } from '#model/dsl.ts'
import type { JsonObject, JsonValue } from '#model/json.ts'
import { printModelJson } from '#model/model-json.ts'
import { mutated, randomModelJson } from './random-model-json.ts'
import { judge, parsed } from './sample-model.ts'

const seeds = Array.from({ length: 2_000 }, (_, index) => index + 1)
const sound = seeds.map(randomModelJson).filter((json) => judge(json).length === 0)

describe('random models', () => {
  it('are sound often enough to say something', () => {
    expect(sound.length).toBeGreaterThan(200)
    expect(sound.length).toBeLessThan(1_800)
  })

  it('read again as the same model when printed', () => {
    for (const json of sound) {
      const { model, json: printed } = parsed(json)
      expect(parsed(printed).model).toEqual(model)
      expect(parsed(printModelJson(model)).model).toEqual(model)
    }
  })

  it('get the same findings in whatever order their members stand', () => {
    for (const seed of seeds) {
      const json = mutated(randomModelJson(seed), seed)
      expect(judge(reversed(json))).toEqual(judge(json))
    }
  })

  it('read again as the same text when printed in the DSL', async () => {
    for (const json of sound.slice(0, 100)) {
      const text = await printDsl(json).catch((error: unknown) => {
        // The DSL writes a restriction once, and first.
        if (error instanceof ModelNotPrintable) return undefined
        throw error
      })
      if (text === undefined) continue
      const read = await parseDsl(text)
      if (read.kind === 'findings') throw new Error(text)
      expect(await printDsl(read.json)).toBe(text)
    }
  })
})

/** The same JSON, the members of every object in reverse. */
function reversed(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversedValue(member)]),
  )
}

function reversedValue(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversedValue)
  return typeof value === 'object' && value !== null ? reversed(value as JsonObject) : value
}
