/**
 * Whether a model is sound, as an OpenFGA server judges it when it is written
 * (openfga/openfga, pkg/typesystem): names, references, tuplesets, entry points, cycles, conditions.
 * Expressions of conditions are compiled, and judged, in the condition room.
 */
import type {
  AuthorizationModel,
  ParameterType,
  Relation,
  Rewrite,
  TypeDefinition,
} from './authorization-model.ts'
import { compareBinary } from './binary-order.ts'
import { type EntryPointSearch, entryPointSearcher } from './entry-points.ts'
import { type Fault, type Finding, invalidModel, type ModelRefusalCode } from './finding.ts'
import { leavesOf, tuplesetsOf } from './rewrite-references.ts'
import { findRestrictionFaults } from './validate-restrictions.ts'
import { findRewriteFaults } from './validate-rewrite.ts'

/** Every finding, by type and relation in the order of their names, conditions last. */
export function validateModel(model: AuthorizationModel): readonly Finding<ModelRefusalCode>[] {
  const types = sorted(model.types)
  const broken = types.flatMap((type) => {
    const tuplesets = tuplesetsOf(type)
    return [
      ...findNameFaults(type),
      ...sorted(type.relations).flatMap((relation) => [
        ...findRewriteFaults(model, type, relation),
        ...findRestrictionFaults({ model, type, relation, tuplesets }),
      ]),
    ]
  })
  // What is not defined leads nowhere: to search on would find the same faults again and again.
  const faults = broken.length > 0 ? broken : findEntryPointFaults(model, types)
  return [...faults, ...findConditionFaults(model)].map(invalidModel)
}

function sorted<Value>(values: ReadonlyMap<string, Value>): readonly Value[] {
  return sortedEntries(values).map(([, value]) => value)
}

function sortedEntries<Value>(
  values: ReadonlyMap<string, Value>,
): readonly (readonly [string, Value])[] {
  return [...values].sort(([left], [right]) => compareBinary(left, right))
}

/** Names that mean something in a rewrite (OpenFGA, "self and this are reserved keywords"). */
const RESERVED_NAMES: readonly string[] = ['self', 'this']

function findNameFaults(type: TypeDefinition): readonly Fault[] {
  const isReserved = (name: string): boolean => RESERVED_NAMES.includes(name)
  const ofType = { message: `a type cannot be named \`${type.name}\``, type: type.name }
  const ofRelations = sorted(type.relations)
    .filter(({ name }) => isReserved(name))
    .map(({ name }) => ({
      message: `a relation cannot be named \`${name}\``,
      type: type.name,
      relation: name,
    }))
  return isReserved(type.name) ? [ofType, ...ofRelations] : ofRelations
}

function findEntryPointFaults(
  model: AuthorizationModel,
  types: readonly TypeDefinition[],
): readonly Fault[] {
  const search = entryPointSearcher(model)
  const faults: Fault[] = []
  for (const type of types) {
    const circular = circularRelations(type)
    for (const relation of sorted(type.relations)) {
      const found = search(type.name, relation)
      const fault = entryPointFault(found, type, relation, circular.has(relation.name))
      if (fault !== undefined) faults.push(fault)
      if (found.kind === 'given up') return faults
    }
  }
  return faults
}

function entryPointFault(
  found: EntryPointSearch,
  type: TypeDefinition,
  relation: Relation,
  isCircular: boolean,
): Fault | undefined {
  if (found.kind === 'lone operand') {
    const { type: inType, relation: inRelation } = found.at
    const place = `\`${inRelation}\` of type \`${inType}\``
    return { message: `the ${found.operation} in ${place} needs two operands`, ...found.at }
  }
  const why = reasonAgainst(found, isCircular)
  if (why === undefined) return undefined
  const message = `relation \`${relation.name}\` of type \`${type.name}\` ${why}`
  return { message, type: type.name, relation: relation.name }
}

function reasonAgainst(
  found: Exclude<EntryPointSearch, { readonly kind: 'lone operand' }>,
  isCircular: boolean,
): string | undefined {
  if (found.kind === 'given up') return 'takes too many steps to tell whether anybody can be in it'
  if (found.entryPoint === 'none') return 'can never hold anybody: nothing leads into it'
  if (found.entryPoint === 'loop') return 'can never hold anybody: it only leads to itself'
  return isCircular ? 'is computed from itself' : undefined
}

/**
 * The relations of a type that stand in a circle of computed relations, arrows aside, or between two
 * circles: what is left when ends and beginnings are taken away again and again.
 */
function circularRelations(type: TypeDefinition): ReadonlySet<string> {
  let left = new Map(
    [...type.relations].map(([name, { rewrite }]) => [name, computedRelations(rewrite)] as const),
  )
  for (let before = left.size + 1; left.size < before; ) {
    before = left.size
    const reached = new Set([...left.values()].flat())
    left = new Map(
      [...left].filter(([name, next]) => reached.has(name) && next.some((n) => left.has(n))),
    )
  }
  return new Set(left.keys())
}

function computedRelations(rewrite: Rewrite): readonly string[] {
  return leavesOf(rewrite).flatMap((leaf) =>
    leaf.kind === 'computedUserset' ? [leaf.relation] : [],
  )
}

function findConditionFaults(model: AuthorizationModel): readonly Fault[] {
  return sortedEntries(model.conditions).flatMap(([key, { name, parameters }]) => {
    const faults: Fault[] = []
    if (key !== name) {
      faults.push({ message: `condition \`${key}\` is named \`${name}\` inside`, condition: key })
    }
    for (const [parameter, type] of sortedEntries(parameters)) {
      const misfit = findGenericsMisfit(type)
      if (misfit === undefined) continue
      const message = `parameter \`${parameter}\` of condition \`${key}\`: ${misfit}`
      faults.push({ message, condition: key })
    }
    return faults
  })
}

/** `list` and `map` have one element type, the others none. */
function findGenericsMisfit(type: ParameterType): string | undefined {
  const wanted = type.name === 'list' || type.name === 'map' ? 1 : 0
  if (type.generics.length !== wanted) {
    return `type \`${type.name}\` takes ${wanted} element types, not ${type.generics.length}`
  }
  return type.generics.map(findGenericsMisfit).find((misfit) => misfit !== undefined)
}
