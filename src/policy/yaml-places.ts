/** Where the parts of a YAML document stand, as offsets in its text. */
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml'

export interface YamlPlaces {
  /** Where what is reached by these steps stands, or the nearest thing around it that is there. */
  offsetAt(steps: readonly (string | number)[]): number
  /** Where the key itself stands, where `offsetAt` says where its value does. */
  keyOffsetAt(steps: readonly (string | number)[]): number
}

export function yamlPlaces({ contents }: Document.Parsed): YamlPlaces {
  // A large document with a fault in each of its keys is asked about every one.
  const indexes = new Map<YAMLMap, ReadonlyMap<string, Pair>>()

  function pairAt(map: YAMLMap, step: string | number | undefined): Pair | undefined {
    const index = indexes.get(map) ?? new Map(map.items.map((pair) => [nameOf(pair), pair]))
    indexes.set(map, index)
    return index.get(String(step))
  }

  function nodeAt(steps: readonly (string | number)[]): Node | null {
    let node: unknown = contents
    for (const step of steps) {
      const next: unknown = isMap(node)
        ? pairAt(node, step)?.value
        : isCollection(node) && node.get(step, true)
      if (!isNode(next)) break
      node = next
    }
    return isNode(node) ? node : contents
  }

  return {
    offsetAt: (steps) => offsetOf(nodeAt(steps)),
    keyOffsetAt(steps) {
      const outer = nodeAt(steps.slice(0, -1))
      const pair = isMap(outer) ? pairAt(outer, steps.at(-1)) : undefined
      return offsetOf(isScalar(pair?.key) ? pair.key : nodeAt(steps))
    },
  }
}

/**
 * Keys that stand in their map already. The parser would look for them as well, in a time that grows
 * with the square of a map's size.
 */
export function doubledKeys(
  document: Document.Parsed,
): readonly { readonly name: string; readonly offset: number }[] {
  const doubled: { name: string; offset: number }[] = []
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        // `<<` is a symbol, and may stand there more than once.
        if (!isScalar(key) || typeof key.value === 'symbol') continue
        if (seen.has(key.value)) doubled.push({ name: String(key.value), offset: offsetOf(key) })
        seen.add(key.value)
      }
    },
  })
  return doubled
}

function nameOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key)
}

function offsetOf(node: Node | null): number {
  return node?.range?.[0] ?? 0
}
