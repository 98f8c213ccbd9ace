/**
 * Conditions decide, from a context, whether a tuple counts. This room compiles OpenFGA's CEL
 * dialect once per model and evaluates it with OpenFGA's types, conversions and cost limit.
 */

/** JSON as it arrives in a context; structurally the model's `JsonValue`. */
export type ContextValue =
  | null
  | boolean
  | number
  | string
  | readonly ContextValue[]
  | { readonly [key: string]: ContextValue }

export type Context = { readonly [parameter: string]: ContextValue }

/** The parameter that may be a clock's. */
export const CLOCK_PARAMETER = 'now'

/** What came of evaluating one condition. An `unknown` is an error for its tuple, never a yes. */
export type ConditionOutcome =
  | { readonly kind: 'met' }
  | { readonly kind: 'unmet' }
  /** Declared parameters that neither context holds. */
  | { readonly kind: 'missing'; readonly parameters: readonly string[] }
  /** A value of the wrong type, an overflow, a division by zero, or a cost beyond the limit. */
  | { readonly kind: 'error'; readonly message: string }

/** A condition with a tuple's own context already converted: what the engine holds for a tuple. */
export interface BoundCondition {
  readonly name: string
  /**
   * The tuple's own values win over the request's. Unknown keys are ignored. With a time, epoch
   * milliseconds, the parameter `now` is that, whatever the contexts say.
   */
  evaluate(request: Context, now?: number): ConditionOutcome
}

/** A compiled condition of a model. */
export interface Condition {
  readonly name: string
  bind(tupleContext: Context | undefined): BoundCondition
  /**
   * The fault of a context that is to be stored with a tuple, in OpenFGA's words: a value that does
   * not convert to its parameter's type, or a parameter that is not declared. Missing ones are none.
   */
  findContextFault(tupleContext: Context): string | undefined
}
