/**
 * Whether a model is sound, as an OpenFGA server judges it when it is written
 * (openfga/openfga, pkg/typesystem): names, references, tuplesets, entry points, cycles, conditions.
 * Expressions of conditions are compiled, and judged, in the condition room.
 */
import type { AuthorizationModel, ParameterType, TypeDefinition } from './authorization-model.ts'
import { compareBinary } from './binary-order.ts'
import { entryPointSearcher } from './entry-points.ts'
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
  return [...values].sort(([left], [right]) => compareBinary(left, right)).map(([, value]) => value)
}

/** Names that mean something in a rewrite (OpenFGA, "self and this are reserved keywords"). */
const reservedNames: readonly string[] = ['self', 'this']

function findNameFaults(type: TypeDefinition): readonly Fault[] {
  const names = [type.name, ...type.relations.keys()]
  if (!names.some((name) => reservedNames.includes(name))) return []
  const relations = sorted(type.relations).filter(({ name }) => reservedNames.includes(name))
  return [
    ...(reservedNames.includes(type.name)
      ? [{ message: `a type cannot be named \`${type.name}\``, type: type.name }]
      : []),
    ...relations.map(({ name }) => ({
      message: `a relation cannot be named \`${name}\``,
      type: type.name,
      relation: name,
    })),
  ]
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
      const place = { type: type.name, relation: relation.name }
      const name = `\`${relation.name}\` of type \`${type.name}\``
      const found = search(type.name, relation)
      if (found.kind === 'given up') {
        return [{ message: `the search for who can be in ${name} takes too many steps`, ...place }]
      }
      if (found.kind === 'lone operand') {
        const { type: inType, relation: inRelation } = found.at
        const message = `the ${found.operation} in \`${inRelation}\` of type \`${inType}\` needs two operands`
        faults.push({ message, ...found.at })
      } else if (found.entryPoint !== 'found') {
        const why =
          found.entryPoint === 'loop' ? 'it only leads to itself' : 'nothing leads into it'
        faults.push({ message: `nobody can ever be in ${name}: ${why}`, ...place })
      } else if (circular.has(relation.name)) {
        faults.push({ message: `relation ${name} is computed from itself`, ...place })
      }
    }
  }
  return faults
}

/** The relations of a type that are computed from themselves by way of others, arrows aside. */
function circularRelations(type: TypeDefinition): ReadonlySet<string> {
  const reaches = (from: string, goal: string, seen: Set<string>): boolean => {
    const relation = type.relations.get(from)
    if (relation === undefined || seen.has(from)) return false
    seen.add(from)
    return leavesOf(relation.rewrite).some(
      (leaf) =>
        leaf.kind === 'computedUserset' &&
        (leaf.relation === goal || reaches(leaf.relation, goal, seen)),
    )
  }
  return new Set([...type.relations.keys()].filter((name) => reaches(name, name, new Set())))
}

function findConditionFaults(model: AuthorizationModel): readonly Fault[] {
  return [...model.conditions]
    .sort(([left], [right]) => compareBinary(left, right))
    .flatMap(([key, condition]) => {
      const faults: Fault[] = []
      if (key !== condition.name) {
        const message = `condition \`${key}\` is named \`${condition.name}\` inside`
        faults.push({ message, condition: key })
      }
      for (const [parameter, type] of condition.parameters) {
        const misfit = findGenericsMisfit(type)
        if (misfit === undefined) continue
        faults.push({
          message: `parameter \`${parameter}\` of condition \`${key}\`: ${misfit}`,
          condition: key,
        })
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
