/** The older model of a world: the same types and relations, each open to every form of user. */
import type {
  AuthorizationModel,
  Relation,
  RelationReference,
  TypeDefinition,
} from '#model/authorization-model.ts'

/** Whatever tuple a later model of these types allows or no longer allows, this one took. */
export function olderModel(model: AuthorizationModel): AuthorizationModel {
  const types = [...model.types.values()]
  const forms = types.flatMap((type): RelationReference[] => [
    { type: type.name },
    { type: type.name, wildcard: true },
    ...[...type.relations.keys()].map((relation) => ({ type: type.name, relation })),
  ])
  const directlyRelated = [
    ...forms,
    ...[...model.conditions.keys()].flatMap((condition) =>
      forms.map((form) => ({ ...form, condition })),
    ),
  ]
  const open = (name: string): Relation => ({ name, rewrite: { kind: 'this' }, directlyRelated })
  return {
    ...model,
    types: new Map(
      types.map(({ name, relations }): [string, TypeDefinition] => [
        name,
        { name, relations: new Map([...relations.keys()].map((key) => [key, open(key)])) },
      ]),
    ),
  }
}
