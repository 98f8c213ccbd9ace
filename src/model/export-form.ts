/**
 * The form of an exported store, a line of JSON each: a head that says what it is of, its tuples, and
 * an end that says how many they were. Without the end it is not whole.
 */
import type { JsonObject } from './json.ts'

/** The first line. */
export interface ExportHead {
  readonly store: string
  readonly policy_version?: number
  readonly authorization_model_id?: string
  readonly model?: JsonObject
  /** Empty of a server that has no revisions. */
  readonly revision: string
}

/** The last line. */
export interface ExportEnd {
  readonly tuples: number
}

/** What a line is that holds no tuple. */
export type ExportMark =
  | { readonly kind: 'head' }
  | { readonly kind: 'end'; readonly tuples: number }

export interface ExportedState {
  readonly store: string
  readonly policyVersion?: number | undefined
  readonly model?: { readonly id: string; readonly json: JsonObject } | undefined
  readonly revision: string
}

export function exportHead({ store, policyVersion, model, revision }: ExportedState): ExportHead {
  return {
    store,
    ...(policyVersion !== undefined && { policy_version: policyVersion }),
    ...(model !== undefined && { authorization_model_id: model.id, model: model.json }),
    revision,
  }
}

/** Undefined: the line is neither head nor end, and must be a tuple. */
export function exportMark(line: object): ExportMark | undefined {
  if ('user' in line || 'object' in line) return undefined
  if ('store' in line) return { kind: 'head' }
  if (!('tuples' in line) || typeof line.tuples !== 'number') return undefined
  return { kind: 'end', tuples: line.tuples }
}
