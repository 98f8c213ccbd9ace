import { LINK_TYPE, WINDOW_CONDITION } from '#core/core-model.ts'
import type { Finding } from '#model/finding.ts'
import type { JsonObject } from '#model/json.ts'
import type { Policy } from './policy.ts'
import { type YamlDocument, yamlFinding } from './yaml-document.ts'

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

/** What is wrong with the kinds of links that a policy declares: each needs a relation that takes it. */
export function unsoundLinks(
  { links }: Policy,
  document: YamlDocument,
  json: JsonObject,
): readonly Finding[] {
  return [...links].flatMap(([key, link]) => {
    const steps = ['links', key, 'relation']
    const restrictions = restrictionsOf(json, link)
    const wanted = `[${LINK_TYPE} with ${WINDOW_CONDITION}]`
    const takesIt = restrictions?.some(
      ({ type, condition }) => type === LINK_TYPE && condition === WINDOW_CONDITION,
    )
    if (takesIt) return []
    const message =
      restrictions === undefined
        ? `the model has no relation \`${link.type}#${link.relation}\``
        : `\`${link.type}#${link.relation}\` takes no link: it must allow \`${wanted}\``
    return [
      yamlFinding(document.file, `\`${steps.join('.')}\`: ${message}`, document.locate(steps)),
    ]
  })
}

function restrictionsOf(
  json: JsonObject,
  { type, relation }: { readonly type: string; readonly relation: string },
): readonly RestrictionJson[] | undefined {
  const { type_definitions: types } = json as unknown as TypesJson
  const found = types.find((definition) => definition.type === type)
  if (found?.relations?.[relation] === undefined) return undefined
  return found.metadata?.relations?.[relation]?.directly_related_user_types ?? []
}
