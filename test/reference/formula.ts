/**
 * Three-valued formulas over questions, and what a set of them comes to: the logic under the naive
 * evaluator. It knows nothing of models and tuples.
 */

export type Reason = 'condition' | 'depth'

/** 0 is false, 1 is true, ½ is unknown: and, or, not are then minimum, maximum, 1 − x (Kleene). */
export type Truth = number
export const UNKNOWN: Truth = 0.5

/** `question` is `object#relation`, asked about the one user; `hops` is 1 when it leads to another object. */
export type Formula =
  | { readonly kind: 'constant'; readonly truth: Truth; readonly reason?: Reason }
  | { readonly kind: 'question'; readonly question: string; readonly hops: 0 | 1 }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Formula[] }
  | { readonly kind: 'not'; readonly operand: Formula }

export const TRUE: Formula = { kind: 'constant', truth: 1 }
export const FALSE: Formula = { kind: 'constant', truth: 0 }

/** Every question within reach, by the least number of hops from the first; beyond the limit: unknown. */
export function formulasWithin(
  maxDepth: number,
  first: string,
  formula: (question: string) => Formula,
): ReadonlyMap<string, Formula> {
  const formulas = new Map<string, Formula>()
  let level = [first]
  for (let depth = 0; level.length > 0; depth++) {
    const nextLevel: string[] = []
    // The level grows while it is walked: by the questions that are no hop away.
    for (const question of level) {
      if (formulas.has(question)) continue
      const tooDeep = { kind: 'constant', truth: UNKNOWN, reason: 'depth' } as const
      const own = depth > maxDepth ? tooDeep : formula(question)
      formulas.set(question, own)
      for (const read of questionsIn(own)) (read.hops === 0 ? level : nextLevel).push(read.question)
    }
    level = nextLevel
  }
  return formulas
}

function questionsIn(formula: Formula): readonly (Formula & { readonly kind: 'question' })[] {
  switch (formula.kind) {
    case 'constant':
      return []
    case 'question':
      return [formula]
    case 'and':
    case 'or':
      return formula.operands.flatMap(questionsIn)
    case 'not':
      return questionsIn(formula.operand)
  }
}

/**
 * The well-founded solution: what is subtracted is read from the stage before, of which at first
 * nothing is known; stages follow until one equals the next.
 */
export function solve(formulas: ReadonlyMap<string, Formula>): ReadonlyMap<string, Truth> {
  let before = new Map([...formulas.keys()].map((question) => [question, UNKNOWN]))
  for (;;) {
    const stage = leastFixpoint(formulas, before)
    if ([...stage].every(([question, truth]) => before.get(question) === truth)) return stage
    before = stage
  }
}

/** All questions start false and rise as long as one can. */
function leastFixpoint(
  formulas: ReadonlyMap<string, Formula>,
  before: ReadonlyMap<string, Truth>,
): Map<string, Truth> {
  const now = new Map([...formulas.keys()].map((question) => [question, 0]))
  for (let moved = true; moved; ) {
    moved = false
    for (const [question, formula] of formulas) {
      const truth = truthOf(formula, now, before)
      if (truth !== now.get(question)) moved = true
      now.set(question, truth)
    }
  }
  return now
}

/** `now` answers what is read plainly, `opposite` what is read under an odd number of exclusions. */
function truthOf(
  formula: Formula,
  now: ReadonlyMap<string, Truth>,
  opposite: ReadonlyMap<string, Truth>,
): Truth {
  switch (formula.kind) {
    case 'constant':
      return formula.truth
    case 'question':
      return now.get(formula.question) ?? 0
    case 'and':
      return Math.min(1, ...formula.operands.map((operand) => truthOf(operand, now, opposite)))
    case 'or':
      return Math.max(0, ...formula.operands.map((operand) => truthOf(operand, now, opposite)))
    case 'not':
      return 1 - truthOf(formula.operand, opposite, now)
  }
}

/** The errors that an unknown question rests on; none if it is unknown by its own negation alone. */
export function reasonsOf(
  first: string,
  formulas: ReadonlyMap<string, Formula>,
  solution: ReadonlyMap<string, Truth>,
): ReadonlySet<Reason> {
  const reasons = new Set<Reason>()
  const seen = new Set<string>()
  visit({ kind: 'question', question: first, hops: 0 })
  return reasons

  function visit(formula: Formula): void {
    if (truthOf(formula, solution, solution) !== UNKNOWN) return
    switch (formula.kind) {
      case 'constant':
        if (formula.reason !== undefined) reasons.add(formula.reason)
        return
      case 'question': {
        const next = formulas.get(formula.question)
        if (next === undefined || seen.has(formula.question)) return
        seen.add(formula.question)
        visit(next)
        return
      }
      case 'and':
      case 'or':
        formula.operands.forEach(visit)
        return
      case 'not':
        visit(formula.operand)
        return
    }
  }
}
