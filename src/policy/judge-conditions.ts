import { compileCondition } from '#condition/parse.ts'
import { readDslSource } from '#model/dsl-source.ts'
import type { Finding } from '#model/finding.ts'
import type { JsonObject } from '#model/json.ts'
import { DRAFT_ID } from '#model/judge-draft.ts'
import { parseModelJson } from '#model/model-json.ts'
import { yamlFinding } from './yaml-document.ts'

/** Conditions of a composed model that do not compile, where the module defines them. */
export function unsoundConditions(
  json: JsonObject,
  module: { readonly file: string; readonly text: string },
): readonly Finding[] {
  const parsed = parseModelJson(json, DRAFT_ID)
  if (parsed.kind === 'findings') return parsed.findings
  const source = readDslSource(module.text)
  return [...parsed.model.conditions.values()].flatMap((definition) => {
    const result = compileCondition(definition)
    if (result.kind === 'condition') return []
    const message = `condition \`${definition.name}\`: ${result.message}`
    const place = source.locate({ condition: definition.name }) ?? { line: 1, column: 1 }
    return [yamlFinding(module.file, message, place)]
  })
}
