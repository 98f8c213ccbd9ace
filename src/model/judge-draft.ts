/** Models on their way from the DSL to a store: they have no id yet. */
import { compareBinary } from './binary-order.ts'
import type { Finding } from './finding.ts'
import type { ModelId } from './ids.ts'
import type { JsonObject } from './json.ts'
import { lintModel } from './lint.ts'
import { parseModelJson } from './model-json.ts'
import { validateModel } from './validate.ts'

/** What was read of a text: OpenFGA's JSON and warnings, or findings with an error among them. */
export type ParsedText =
  | {
      readonly kind: 'model json'
      readonly json: JsonObject
      readonly warnings: readonly Finding[]
    }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

/** As long as any other id, for an id counts toward the size of a model. */
export const DRAFT_ID = '00000000000000000000000000' as ModelId

/** Errors and warnings. */
export function judgeDraft(json: JsonObject): readonly Finding[] {
  const parsed = parseModelJson(json, DRAFT_ID)
  if (parsed.kind === 'findings') return parsed.findings
  return [...validateModel(parsed.model), ...lintModel(parsed.model)]
}

/** The outcome for a text whose JSON has these findings, sorted by file, line and column. */
export function outcomeOf(json: JsonObject, findings: readonly Finding[]): ParsedText {
  const sorted = [...findings].sort(compareInTexts)
  if (sorted.some((finding) => finding.severity === 'error')) {
    return { kind: 'findings', findings: sorted }
  }
  return { kind: 'model json', json, warnings: sorted }
}

/** By file, line and column. */
function compareInTexts(left: Finding, right: Finding): number {
  return (
    compareBinary(left.file ?? '', right.file ?? '') ||
    (left.line ?? 0) - (right.line ?? 0) ||
    (left.column ?? 0) - (right.column ?? 0)
  )
}
