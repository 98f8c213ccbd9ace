/** Types that the checker gives to expressions. `any` and `dyn` are decided while evaluating. */
export type Type =
  | { readonly kind: PlainType }
  | { readonly kind: 'list'; readonly element: Type }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'type' }
  /** A type not known yet, such as the element of `[]`. */
  | { readonly kind: 'variable'; readonly name: string }

type PlainType =
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'null'
  | 'duration'
  | 'timestamp'
  | 'IPAddress'
  | 'any'
  | 'dyn'

export function plain<Kind extends PlainType>(kind: Kind): { readonly kind: Kind } {
  return { kind }
}

export function listOf(element: Type): Type {
  return { kind: 'list', element }
}

export function mapOf(key: Type, value: Type): Type {
  return { kind: 'map', key, value }
}

export function isDynamic(type: Type): boolean {
  return type.kind === 'dyn' || type.kind === 'any'
}

/** As a reader writes it: `list(int)`, `map(string, dyn)`. */
export function showType(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `list(${showType(type.element)})`
    case 'map':
      return `map(${showType(type.key)}, ${showType(type.value)})`
    case 'variable':
      return 'dyn'
    default:
      return type.kind
  }
}

/** What type variables stand for. Never changed in place, so a failed attempt leaves no trace. */
export type Bindings = ReadonlyMap<string, Type>

/** The type with its variables replaced as far as they are known. */
export function substitute(bindings: Bindings, type: Type): Type {
  switch (type.kind) {
    case 'variable': {
      const bound = bindings.get(type.name)
      return bound === undefined ? type : substitute(bindings, bound)
    }
    case 'list':
      return listOf(substitute(bindings, type.element))
    case 'map':
      return mapOf(substitute(bindings, type.key), substitute(bindings, type.value))
    default:
      return type
  }
}

/**
 * Binds variables so that the types agree pairwise; undefined if they cannot. `dyn` agrees with
 * everything, `null` with what has an absent value, numbers of different types with each other never.
 */
export function unify(
  bindings: Bindings,
  left: readonly Type[],
  right: readonly Type[],
): Bindings | undefined {
  if (left.length !== right.length) return undefined
  let known: Bindings | undefined = bindings
  for (const [index, type] of left.entries()) {
    const other = right[index]
    if (other === undefined || known === undefined) return undefined
    known = unifyOne(known, type, other)
  }
  return known
}

function unifyOne(bindings: Bindings, left: Type, right: Type): Bindings | undefined {
  if (right.kind === 'variable') {
    const bound = bindVariable(bindings, left, right)
    if (bound !== undefined || bindings.has(right.name)) return bound
  }
  if (left.kind === 'variable') return bindVariable(bindings, right, left)
  if (isDynamic(left) || isDynamic(right)) return bindings
  if (left.kind === 'null' || right.kind === 'null') {
    return isNullable(left) && isNullable(right) ? bindings : undefined
  }
  if (left.kind === 'list' && right.kind === 'list') {
    return unifyOne(bindings, left.element, right.element)
  }
  if (left.kind === 'map' && right.kind === 'map') {
    return unify(bindings, [left.key, left.value], [right.key, right.value])
  }
  return left.kind === right.kind ? bindings : undefined
}

function isNullable(type: Type): boolean {
  return ['null', 'duration', 'timestamp', 'IPAddress'].includes(type.kind)
}

/** Lets a variable stand for a type; of two that agree it keeps the more general. */
function bindVariable(
  bindings: Bindings,
  type: Type,
  variable: Type & { kind: 'variable' },
): Bindings | undefined {
  if (type.kind === 'variable' && type.name === variable.name) return bindings
  const bound = bindings.get(variable.name)
  if (bound === undefined) {
    if (mentions(bindings, type, variable.name)) return undefined
    return new Map(bindings).set(variable.name, type)
  }
  if (isSameType(type, bound)) return bindings
  const agreed = unifyOne(bindings, type, bound)
  if (agreed === undefined) return undefined
  const general = moreGeneral(type, bound)
  if (mentions(agreed, general, variable.name)) return agreed
  return new Map(agreed).set(variable.name, general)
}

function mentions(bindings: Bindings, type: Type, name: string): boolean {
  switch (type.kind) {
    case 'variable': {
      if (type.name === name) return true
      const bound = bindings.get(type.name)
      return bound !== undefined && mentions(bindings, bound, name)
    }
    case 'list':
      return mentions(bindings, type.element, name)
    case 'map':
      return mentions(bindings, type.key, name) || mentions(bindings, type.value, name)
    default:
      return false
  }
}

export function isSameType(left: Type, right: Type): boolean {
  if (left.kind === 'list' && right.kind === 'list') return isSameType(left.element, right.element)
  if (left.kind === 'map' && right.kind === 'map') {
    return isSameType(left.key, right.key) && isSameType(left.value, right.value)
  }
  if (left.kind === 'variable' && right.kind === 'variable') return left.name === right.name
  return left.kind === right.kind
}

/** Of two types that agree, the one that says less. */
export function moreGeneral(left: Type, right: Type): Type {
  return saysNoMore(left, right) ? left : right
}

function saysNoMore(left: Type, right: Type): boolean {
  if (isDynamic(left) || left.kind === 'variable') return true
  if (isDynamic(right) || right.kind === 'variable') return false
  if (left.kind === 'list' && right.kind === 'list') return saysNoMore(left.element, right.element)
  if (left.kind === 'map' && right.kind === 'map') {
    return saysNoMore(left.key, right.key) && saysNoMore(left.value, right.value)
  }
  return left.kind === right.kind
}
