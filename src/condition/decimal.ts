/**
 * Numbers written as text in a context. OpenFGA reads them into a binary floating-point number
 * with a mantissa of 64 bits (Go's `big.ParseFloat(…, 10, 64, …)`) and converts from there.
 */
export type BigFloat =
  | { readonly kind: 'finite'; readonly mantissa: bigint; readonly exponent: number }
  | { readonly kind: 'infinite'; readonly isNegative: boolean }

const NUMBER = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([eEpP])([+-]?\d+))?$/
const INFINITY = /^([+-]?)[Ii]nf$/

/** A power of ten beyond this is out of every type's range; computing with it would only take time. */
const MAX_POWER = 5000

/** The number as `mantissa × 2^exponent`; undefined if it is not one. `p` is a power of two. */
export function parseBigFloat(text: string): BigFloat | undefined {
  const [infinite, infiniteSign] = INFINITY.exec(text) ?? []
  if (infinite !== undefined) return { kind: 'infinite', isNegative: infiniteSign === '-' }
  const [, sign, digits = '', base = 'e', power = '0'] = NUMBER.exec(text) ?? []
  if (sign === undefined) return undefined
  const [whole = '', fraction = ''] = digits.split('.')
  const magnitude = BigInt(whole + fraction)
  if (magnitude === 0n) return { kind: 'finite', mantissa: 0n, exponent: 0 }
  const given = Math.max(-MAX_POWER, Math.min(MAX_POWER, Number(power)))
  const isBinary = base === 'p' || base === 'P'
  const tens = (isBinary ? 0 : given) - fraction.length
  const twos = isBinary ? given : 0
  const rounded =
    tens < 0
      ? roundQuotient(magnitude, 10n ** BigInt(-tens))
      : roundQuotient(magnitude * 10n ** BigInt(tens), 1n)
  const mantissa = sign === '-' ? -rounded.mantissa : rounded.mantissa
  return { kind: 'finite', mantissa, exponent: rounded.exponent + twos }
}

const MANTISSA_BITS = 64

function bitLength(value: bigint): number {
  return value.toString(2).length
}

/** A quotient rounded to 64 bits, to even where it lies between two. */
function roundQuotient(
  dividend: bigint,
  divisor: bigint,
): { readonly mantissa: bigint; readonly exponent: number } {
  const shift = MANTISSA_BITS + 2 - (bitLength(dividend) - bitLength(divisor))
  const scaled = shift > 0 ? dividend << BigInt(shift) : dividend
  const scaledDivisor = shift > 0 ? divisor : divisor << BigInt(-shift)
  const quotient = scaled / scaledDivisor
  const isExact = scaled % scaledDivisor === 0n
  const excess = BigInt(bitLength(quotient) - MANTISSA_BITS)
  const kept = quotient >> excess
  const rest = quotient - (kept << excess)
  const half = 1n << (excess - 1n)
  const isUp = rest > half || (rest === half && (!isExact || (kept & 1n) === 1n))
  return { mantissa: isUp ? kept + 1n : kept, exponent: Number(excess) - shift }
}

/** The number if it is whole; undefined if it is not. */
export function wholeNumber(value: BigFloat): bigint | undefined {
  if (value.kind === 'infinite') return undefined
  const { mantissa, exponent } = value
  if (exponent >= 0) return mantissa << BigInt(exponent)
  const divisor = 1n << BigInt(-exponent)
  return mantissa % divisor === 0n ? mantissa / divisor : undefined
}

/** The number as a double; undefined if it is none exactly, for OpenFGA does not round. */
export function exactDouble(value: BigFloat): number | undefined {
  if (value.kind === 'infinite') return value.isNegative ? -Infinity : Infinity
  const { mantissa, exponent } = value
  const head = Number(mantissa)
  if (BigInt(head) !== mantissa) return undefined
  // In two steps, for a power of two alone may be out of range where the product is not.
  const half = Math.trunc(exponent / 2)
  const double = head * 2 ** half * 2 ** (exponent - half)
  const back = double / 2 ** (exponent - half) / 2 ** half
  return Number.isFinite(double) && back === head ? double : undefined
}
