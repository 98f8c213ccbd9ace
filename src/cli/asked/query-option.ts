/** What may go with a question: a context, tuples that are not there, and which state is asked. */
import type { Consistency, QueryOptions } from '#authorizer/authorizer.ts'
import { Misuse } from '#cli/misuse.ts'
import type { OptionValues } from '#cli/read-words.ts'
import { isObject, type JsonObject } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'

const CONSISTENCIES = {
  'minimize-latency': 'minimizeLatency',
  'higher-consistency': 'higherConsistency',
} as const

export const queryOptions = {
  context: { kind: 'value', value: 'JSON', meaning: 'what conditions are given' },
  with: {
    kind: 'values',
    value: 'TUPLE',
    meaning: 'as if this were there, too: order:1#buyer@user:anna',
  },
  consistency: {
    kind: 'choice',
    choices: ['minimize-latency', 'higher-consistency'],
    meaning: 'how fresh the answer must be',
  },
  at: { kind: 'value', value: 'REVISION', meaning: 'of that state of the store (Pforte alone)' },
} as const

/** Throws `Misuse`. `known` is what the asker's context adds to, or goes before. */
export function queryFrom(
  options: OptionValues<typeof queryOptions>,
  known: JsonObject,
): QueryOptions {
  return {
    context: { ...known, ...contextFrom(options.context) },
    contextualTuples: options.with.map(parseTuple),
    consistency: consistencyFrom(options),
  }
}

function contextFrom(text: string | undefined): JsonObject {
  if (text === undefined) return {}
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value as JsonObject
  } catch {
    // Told with what is JSON and no object.
  }
  throw new Misuse('`--context` must be a JSON object like \'{"ip": "10.0.0.1"}\'')
}

function consistencyFrom({
  at,
  consistency = 'minimize-latency',
}: Pick<OptionValues<typeof queryOptions>, 'at' | 'consistency'>): Consistency {
  return at === undefined ? { kind: CONSISTENCIES[consistency] } : { kind: 'at', token: at }
}

/** `object#relation@user`. */
function parseTuple(text: string): Tuple {
  const found = /^([^#@\s]+)#([^#@\s]+)@(\S+)$/.exec(text)
  const [, object, relation, user] = found ?? []
  if (object === undefined || relation === undefined || user === undefined) {
    throw new Misuse(`\`--with ${text}\` must be a tuple like order:1#buyer@user:anna`)
  }
  return { object, relation, user }
}
