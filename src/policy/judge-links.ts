import { LINK_TYPE, WINDOW_CONDITION } from '#core/core-model.ts'
import type { Finding } from '#model/finding.ts'
import type { JsonObject } from '#model/json.ts'
import type { LinkKind, Policy } from './policy.ts'
import { memberFinding, type YamlDocument } from './yaml-document.ts'

/** The part of OpenFGA's JSON that says who can stand in a relation. */
interface TypesJson {
  readonly type_definitions: readonly {
    readonly type: string
    readonly relations?: JsonObject
    readonly metadata?: {
      readonly relations?: Readonly<
        Record<string, { readonly directly_related_user_types?: readonly RestrictionJson[] }>
      >
    } | null
  }[]
}

interface RestrictionJson {
  readonly type: string
  readonly condition?: string
}

/**
 * What is wrong with the kinds of links that a policy declares: each needs a relation that takes it,
 * and, if it says by whom it is tied, that relation as well.
 */
export function unsoundLinks(
  { links }: Policy,
  document: YamlDocument,
  json: JsonObject,
): readonly Finding[] {
  return [...links].flatMap(([key, link]) =>
    unsoundParts(link, json).map(({ member, message }) =>
      memberFinding(document, ['links', key, member], message),
    ),
  )
}

function unsoundParts(
  { type, relation, tiedBy }: LinkKind,
  json: JsonObject,
): readonly { readonly member: string; readonly message: string }[] {
  const restrictions = restrictionsOf(json, type, relation)
  const missing = (name: string) => `the model has no relation \`${type}#${name}\``
  const takesIt = restrictions?.some(
    (allowed) => allowed.type === LINK_TYPE && allowed.condition === WINDOW_CONDITION,
  )
  const wanted = `[${LINK_TYPE} with ${WINDOW_CONDITION}]`
  return [
    ...(restrictions === undefined ? [{ member: 'relation', message: missing(relation) }] : []),
    ...(takesIt === false
      ? [
          {
            member: 'relation',
            message: `\`${type}#${relation}\` takes no link: it must allow \`${wanted}\``,
          },
        ]
      : []),
    ...(tiedBy !== undefined && restrictionsOf(json, type, tiedBy) === undefined
      ? [{ member: 'tied_by', message: missing(tiedBy) }]
      : []),
  ]
}

/** Absent: there is no such relation. */
function restrictionsOf(
  json: JsonObject,
  type: string,
  relation: string,
): readonly RestrictionJson[] | undefined {
  const { type_definitions: types } = json as unknown as TypesJson
  const found = types.find((definition) => definition.type === type)
  if (found?.relations?.[relation] === undefined) return undefined
  return found.metadata?.relations?.[relation]?.directly_related_user_types ?? []
}
