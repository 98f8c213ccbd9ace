/**
 * What following the aliases of a document would come to. One within what it names has no end, and
 * merges of merges multiply: the parser bounds the aliases that stand for a value, and neither of these.
 */
import { type Alias, type Document, isAlias, isCollection, isMap, isPair, isScalar } from 'yaml'

/** Aliases that a document may resolve: enough for repeated lists, too few for a bomb. */
export const MAX_ALIASES = 100

export const TOO_MANY_ALIASES = `more than ${MAX_ALIASES} aliases are resolved here; write the values out`

export interface AliasFault {
  readonly message: string
  readonly offset: number
}

interface Walk {
  /** Anchors of what the walk is in. */
  readonly open: Set<string>
  /** How often an alias is merged where a value is made of an anchor's. */
  readonly mergesOf: Map<string, number>
  readonly faults: AliasFault[]
}

export function aliasFaults({ contents }: Document.Parsed): readonly AliasFault[] {
  const walk: Walk = { open: new Set(), mergesOf: new Map(), faults: [] }
  const merges = mergesIn(contents, walk)
  return merges <= MAX_ALIASES
    ? walk.faults
    : [{ message: TOO_MANY_ALIASES, offset: 0 }, ...walk.faults]
}

/** In the order of the text, so that an alias means the anchor that stands before it. */
function mergesIn(node: unknown, walk: Walk): number {
  if (isAlias(node)) {
    noteEndless(node, walk)
    return 0
  }
  if (isPair(node)) {
    const merged = isMergeKey(node.key) ? aliasesIn(node.value) : []
    const behind = merged.map(({ source }) => 1 + (walk.mergesOf.get(source) ?? 0))
    return sum(behind) + mergesIn(node.key, walk) + mergesIn(node.value, walk)
  }
  if (!isCollection(node)) return 0
  const { anchor } = node
  if (anchor !== undefined) walk.open.add(anchor)
  const merges = sum(node.items.map((item) => mergesIn(item, walk)))
  if (anchor !== undefined) {
    walk.open.delete(anchor)
    walk.mergesOf.set(anchor, merges)
  }
  return merges
}

/** The parser makes a symbol of `<<` where it takes it for more than a text. */
function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'symbol' && key.value.description === '<<'
}

/** A merge is of one alias or of a list of them. */
function aliasesIn(value: unknown): readonly Alias[] {
  if (isAlias(value)) return [value]
  return isCollection(value) && !isMap(value) ? value.items.filter(isAlias) : []
}

function noteEndless({ source, range }: Alias, walk: Walk): void {
  if (!walk.open.has(source)) return
  const message = `\`*${source}\` stands within what it names, which would have no end`
  walk.faults.push({ message, offset: range?.[0] ?? 0 })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
