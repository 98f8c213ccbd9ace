import type { JsonObject, JsonValue } from '#model/json.ts'

/**
 * Cases as data: the format of the shared `api/visible.json`, read by `run-case.ts` and written by
 * `record.ts`. Own cases use it too, as YAML, with two things more: `{"$model": DSL}` for a model,
 * and steps that are tables.
 */
export interface CaseFile {
  /** Steps that prepare a store, by name. */
  readonly fixtures: Readonly<Record<string, readonly Step[]>>
  readonly cases: readonly ConformanceCase[]
}

export interface ConformanceCase {
  readonly name: string
  readonly fixture: string
  /** About the transport or the store of the server that was recorded: reported, not required. */
  readonly quirk?: boolean
  /** Expected by `contracts/openfga-semantics.md` and not recorded: not asked of a real OpenFGA. */
  readonly contract?: boolean
  readonly steps: readonly Step[]
}

export interface Step {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: JsonValue
  /** The body as text, where it is not JSON or not one JSON value. */
  readonly raw?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The server's key if absent. */
  readonly token?: 'none' | 'bad'
  /** Variables from the answer: name to member. */
  readonly save?: Readonly<Record<string, string>>
  /** Follow the continuation token to the end and join this list. */
  readonly pages?: string
  /** One JSON document a line. */
  readonly stream?: boolean
  /** Preparation: any 2xx will do. */
  readonly must?: boolean
  readonly expect?: Expectation
}

/**
 * A step that is sent once for each row: `$value` stands for the row's value, in the path or as a
 * value of the query or the body. A row without a value leaves that member out.
 */
export interface TableStep extends Step {
  readonly rows?: readonly Row[]
}

export interface Row {
  readonly value?: JsonValue
  readonly expect?: Expectation
}

export interface Expectation {
  readonly status: number
  readonly code?: string
  /** For reading only. */
  readonly message?: string
  readonly body?: JsonValue
  readonly headers?: Readonly<Record<string, string>>
}

export type Variables = Readonly<Record<string, string>>

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
