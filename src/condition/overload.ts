import type { Cost } from './cost.ts'
import {
  costOfBoth,
  costOfElements,
  costOfFirst,
  costOfMatch,
  costOfSearch,
  costOfSecond,
  costOfSmaller,
  fixedCost,
} from './cost.ts'
import type { Type } from './type.ts'
import { listOf, mapOf, plain } from './type.ts'

/** One way to call a function: its arguments' types and what it gives. */
export interface Overload {
  readonly parameters: readonly Type[]
  readonly result: Type
  /** `a.f(b)` if true, `f(a, b)` if not. */
  readonly isMember: boolean
  /** Compares numbers of different types, which is allowed in places only. */
  readonly isMixed: boolean
  readonly cost: Cost
}

const bool = plain('bool')
const int = plain('int')
const unsigned = plain('uint')
const double = plain('double')
const text = plain('string')
const bytes = plain('bytes')
const duration = plain('duration')
const timestamp = plain('timestamp')
const address = plain('IPAddress')
const a: Type = { kind: 'variable', name: 'a' }
const b: Type = { kind: 'variable', name: 'b' }
const listOfA = listOf(a)
const mapOfAB = mapOf(a, b)

/** `[...parameters, result]` of a function called by name or operator. */
function plainCall(types: readonly Type[], cost: Cost = fixedCost): Overload {
  return {
    parameters: types.slice(0, -1),
    result: types.at(-1) ?? bool,
    isMember: false,
    isMixed: false,
    cost,
  }
}

/** The same, called behind a dot. */
function memberCall(types: readonly Type[], cost: Cost = fixedCost): Overload {
  return {
    ...plainCall(types, cost),
    isMember: true,
  }
}

const mixed = [int, unsigned, double].flatMap((left) =>
  [int, unsigned, double]
    .filter((right) => right !== left)
    .map((right): Overload => ({ ...plainCall([left, right, bool]), isMixed: true })),
)

const ordering: readonly Overload[] = [
  ...[bool, int, unsigned, double, timestamp, duration].map((type) =>
    plainCall([type, type, bool]),
  ),
  plainCall([text, text, bool], costOfSmaller),
  plainCall([bytes, bytes, bool], costOfSmaller),
  ...mixed,
]

const equality = [plainCall([a, a, bool], costOfSmaller)]

function arithmetic(types: readonly Type[]): readonly Overload[] {
  return types.map((type) => plainCall([type, type, type]))
}

function conversion(result: Type, ...from: readonly Type[]): readonly Overload[] {
  return from.map((type) => plainCall([type, result]))
}

const onTimestamp = [memberCall([timestamp, int]), memberCall([timestamp, text, int])]
const onTime = [...onTimestamp, memberCall([duration, int])]

const sized = [bytes, listOfA, mapOfAB, text]

/** CEL's standard functions (cel-spec "List of Standard Definitions") and OpenFGA's for addresses. */
export const OVERLOADS_OF: ReadonlyMap<string, readonly Overload[]> = new Map([
  ['_?_:_', [plainCall([bool, a, a, a])]],
  ['!_', [plainCall([bool, bool])]],
  ['-_', [plainCall([double, double]), plainCall([int, int])]],
  ['_==_', equality],
  ['_!=_', equality],
  ['_<_', ordering],
  ['_<=_', ordering],
  ['_>_', ordering],
  ['_>=_', ordering],
  [
    '_+_',
    [
      plainCall([bytes, bytes, bytes], costOfBoth),
      ...arithmetic([double, duration]),
      plainCall([duration, timestamp, timestamp]),
      plainCall([timestamp, duration, timestamp]),
      ...arithmetic([int, listOfA]),
      plainCall([text, text, text], costOfBoth),
      ...arithmetic([unsigned]),
    ],
  ],
  [
    '_-_',
    [
      ...arithmetic([double, duration, int]),
      plainCall([timestamp, duration, timestamp]),
      plainCall([timestamp, timestamp, duration]),
      ...arithmetic([unsigned]),
    ],
  ],
  ['_*_', arithmetic([double, int, unsigned])],
  ['_/_', arithmetic([double, int, unsigned])],
  ['_%_', arithmetic([int, unsigned])],
  ['_[_]', [plainCall([listOfA, int, a]), plainCall([mapOfAB, a, b])]],
  ['@in', [plainCall([a, listOfA, bool], costOfElements), plainCall([a, mapOfAB, bool])]],
  ['size', sized.flatMap((type) => [plainCall([type, int]), memberCall([type, int])])],
  ['type', [plainCall([a, { kind: 'type' }])]],
  ['dyn', [plainCall([a, plain('dyn')])]],
  ['bool', conversion(bool, bool, text)],
  ['bytes', [...conversion(bytes, bytes), plainCall([text, bytes], costOfFirst)]],
  ['double', conversion(double, double, int, text, unsigned)],
  ['duration', conversion(duration, duration, text)],
  ['int', conversion(int, int, double, duration, text, timestamp, unsigned)],
  [
    'string',
    [
      ...conversion(text, text, bool, double, duration, int, timestamp, unsigned),
      plainCall([bytes, text], costOfFirst),
    ],
  ],
  ['timestamp', conversion(timestamp, timestamp, int, text)],
  ['uint', conversion(unsigned, unsigned, double, int, text)],
  ['contains', [memberCall([text, text, bool], costOfSearch)]],
  ['endsWith', [memberCall([text, text, bool], costOfSecond)]],
  ['startsWith', [memberCall([text, text, bool], costOfSecond)]],
  [
    'matches',
    [plainCall([text, text, bool], costOfMatch), memberCall([text, text, bool], costOfMatch)],
  ],
  ['getFullYear', onTimestamp],
  ['getMonth', onTimestamp],
  ['getDayOfYear', onTimestamp],
  ['getDayOfMonth', onTimestamp],
  ['getDate', onTimestamp],
  ['getDayOfWeek', onTimestamp],
  ['getHours', onTime],
  ['getMinutes', onTime],
  ['getSeconds', onTime],
  ['getMilliseconds', onTime],
  ['ipaddress', [plainCall([text, address])]],
  ['in_cidr', [memberCall([address, text, bool])]],
])

/** Functions that convert: a call of one with a constant is decided when the model is written. */
export const CONVERSIONS: ReadonlySet<string> = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'dyn',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
])

/** Names that stand for types: `type(x) == int`. */
export const TYPE_NAMES: ReadonlySet<string> = new Set([
  'bool',
  'bytes',
  'double',
  'google.protobuf.Duration',
  'google.protobuf.Timestamp',
  'int',
  'list',
  'map',
  'null_type',
  'string',
  'type',
  'uint',
])
