/** The models of the shared cases: their JSON as OpenFGA's tools give it, and what a server says. */
import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readDsl } from '#model/dsl.ts'
import type { JsonObject, JsonValue } from '#model/json.ts'
import { parseModelJson } from '#model/model-json.ts'
import { expandValue } from '../conformance/long-values.ts'
import { codeOf, someId } from './sample-model.ts'
import { describeShared, readShared, sharedFolder } from './shared-files.ts'

interface ApiCase {
  readonly group: string
  readonly name: string
  readonly steps: readonly {
    readonly method: string
    readonly path: string
    readonly body?: JsonValue
    readonly must?: boolean
    readonly expect?: { readonly code?: string; readonly message?: string }
  }[]
}

describeShared('models of the shared cases', () => {
  describe('texts and their JSON', () => {
    const known: Readonly<Record<string, JsonObject>> = JSON.parse(
      readShared('openfga/models.json'),
    )
    const translated = textsOfModels().flatMap((dsl) => {
      const hash = createHash('sha256').update(dsl).digest('hex')
      const json = known[hash]
      return json === undefined ? [] : [{ hash, dsl, json }]
    })

    test('are known for most texts', () => {
      expect(translated.length).toBeGreaterThan(100)
    })

    test.each(translated)('$hash', async ({ dsl, json }) => {
      const reading = await readDsl(dsl, undefined)
      expect(parseModelJson(reading.json, someId)).toEqual(parseModelJson(json, someId))
    })
  })

  describe('what a server says', () => {
    const { cases } = JSON.parse(readShared('api/visible.json')) as {
      readonly cases: readonly ApiCase[]
    }
    const written = cases.flatMap(({ group, name, steps }) =>
      steps.flatMap(({ method, path, body, must, expect: wanted }) => {
        const isWrite = method === 'POST' && path.endsWith('/authorization-models')
        if (!isWrite || must || body === undefined || group === 'authn') return []
        // Expressions are for the condition room to judge, large bodies for the door.
        const isExpression = wanted?.message?.includes('ERROR: ') === true
        if (isExpression || wanted?.code === 'resource_exhausted') return []
        return [{ name, body, code: wanted?.code }]
      }),
    )
    test.each(written)('$name', ({ body, code }) => {
      expect(codeOf(expandValue(body, {}) as JsonObject)).toBe(code)
    })
  })
})

function textsOfModels(): readonly string[] {
  const openfga = join(sharedFolder, 'openfga')
  const texts = globSync('**/*.fga', { cwd: openfga }).map((path) => readShared('openfga', path))
  const files = globSync('**/*.yaml', { cwd: openfga }).map((path) => readShared('openfga', path))
  const inFiles = files.flatMap((file) => [...textsIn(parse(file))])
  return [...new Set([...texts, ...inFiles])]
}

/** Every text under `model` or `dsl`, wherever it stands. */
function* textsIn(value: JsonValue): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'string' && (key === 'model' || key === 'dsl')) yield member
    else yield* textsIn(member)
  }
}
