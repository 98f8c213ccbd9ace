import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformer } from '@openfga/syntax-transformer'
import { parse } from 'yaml'
import type { JsonObject, JsonValue } from '#model/json.ts'
import { sharedFolder } from './suite.ts'

export const openfgaFolder = join(sharedFolder, 'openfga')

let models: Readonly<Record<string, JsonObject>> | undefined

/** The JSON that OpenFGA's own tools make of a model's text, where the shared data hold it. */
export function sharedModel(dsl: string): JsonObject | undefined {
  models ??= JSON.parse(readFileSync(join(openfgaFolder, 'models.json'), 'utf8')) as Readonly<
    Record<string, JsonObject>
  >
  return models[createHash('sha256').update(dsl).digest('hex')]
}

/** The JSON of a model in the DSL. */
export function modelOfDsl(dsl: string): JsonValue {
  return sharedModel(dsl) ?? (JSON.parse(transformer.transformDSLToJSON(dsl)) as JsonValue)
}

/** The JSON of a model file: DSL, or `fga.mod` with the modules that it names. */
export function modelOfFile(path: string): JsonValue {
  const text = readFileSync(path, 'utf8')
  if (!path.endsWith('fga.mod')) return modelOfDsl(text)
  const { schema, contents } = parse(text) as { schema: string; contents: readonly string[] }
  const modules = contents.map((name) => ({
    name,
    contents: readFileSync(join(path, '..', name), 'utf8'),
  }))
  return transformer.transformModuleFilesToModel(modules, schema) as unknown as JsonValue
}
