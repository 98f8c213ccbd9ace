import type {
  AuthorizationModel,
  Relation,
  RelationReference,
  Rewrite,
} from './authorization-model.ts'
import type { Finding } from './finding.ts'
import { showReference } from './reference-text.ts'

type Warning = Pick<Finding, 'code' | 'message' | 'type' | 'relation' | 'condition' | 'words'>

/** What a server takes although it says nothing: conditions that nothing names, words said twice. */
export function lintModel(model: AuthorizationModel): readonly Finding[] {
  const relations = [...model.types.values()].flatMap((type) =>
    [...type.relations.values()].map((relation) => ({ type: type.name, relation })),
  )
  const warnings: readonly Warning[] = [
    ...relations.flatMap(({ type, relation }) => findRepetitions(type, relation)),
    ...findUnusedConditions(
      model,
      relations.flatMap(({ relation }) => relation.directlyRelated),
    ),
  ]
  return warnings.map((warning) => ({ severity: 'warning', ...warning }))
}

function findRepetitions(type: string, relation: Relation): readonly Warning[] {
  const lists = [relation.directlyRelated.map(showReference), ...operandLists(relation.rewrite)]
  return lists.flatMap(repeatedWords).map((words) => ({
    code: 'repeated_words',
    message: `\`${words}\` stands twice in relation \`${relation.name}\` of type \`${type}\``,
    type,
    relation: relation.name,
    words,
  }))
}

function repeatedWords(words: readonly string[]): readonly string[] {
  return [...new Set(words.filter((word, index) => words.indexOf(word) !== index))]
}

/** The operands of each set operation of a rewrite, as the DSL writes them. */
function operandLists(rewrite: Rewrite): readonly (readonly string[])[] {
  const operands = operandsOf(rewrite)
  return [operands.flatMap(showOperand), ...operands.flatMap(operandLists)]
}

function operandsOf(rewrite: Rewrite): readonly Rewrite[] {
  switch (rewrite.kind) {
    case 'this':
    case 'computedUserset':
    case 'tupleToUserset':
      return []
    case 'union':
    case 'intersection':
      return rewrite.children
    case 'difference':
      return [rewrite.base, rewrite.subtract]
  }
}

function showOperand(rewrite: Rewrite): readonly string[] {
  if (rewrite.kind === 'computedUserset') return [rewrite.relation]
  if (rewrite.kind === 'tupleToUserset') return [`${rewrite.computed} from ${rewrite.tupleset}`]
  return []
}

function findUnusedConditions(
  model: AuthorizationModel,
  references: readonly RelationReference[],
): readonly Warning[] {
  const used = new Set(references.map((reference) => reference.condition))
  return [...model.conditions.keys()]
    .filter((condition) => !used.has(condition))
    .map((condition) => ({
      code: 'condition_not_used',
      message: `condition \`${condition}\` is not used`,
      condition,
    }))
}
