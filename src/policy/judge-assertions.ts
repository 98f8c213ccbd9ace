import type { Finding } from '#model/finding.ts'
import type { JsonObject } from '#model/json.ts'
import { parseObject, parseSubject } from '#model/tuple.ts'
import type { Policy, PolicyAssertion } from './policy.ts'
import { type YamlDocument, yamlFinding } from './yaml-document.ts'

/** The part of OpenFGA's JSON that says which types and relations there are. */
interface TypesJson {
  readonly type_definitions: readonly { readonly type: string; readonly relations?: JsonObject }[]
}

/** Assertions of a policy about what its model does not have: they could not be kept beside it. */
export function unsoundAssertions(
  { assertions }: Policy,
  document: YamlDocument,
  json: JsonObject,
): readonly Finding[] {
  const { type_definitions: definitions } = json as unknown as TypesJson
  const relations = new Map(definitions.map(({ type, relations = {} }) => [type, relations]))
  return assertions.flatMap((assertion, index) =>
    faultsOf(assertion, relations).map(({ member, message }) => {
      const steps = ['assertions', index, member]
      const text = `\`${steps.join('.')}\`: ${message}`
      return yamlFinding(document.file, text, document.locate(steps))
    }),
  )
}

interface Fault {
  readonly member: 'user' | 'object' | 'relation'
  readonly message: string
}

function faultsOf(
  { user, relation, object }: PolicyAssertion,
  relations: ReadonlyMap<string, JsonObject>,
): readonly Fault[] {
  const subject = parseSubject(user)
  const userFault =
    subject === undefined
      ? 'must be a user like `user:anna` or `group:night#member`'
      : undeclared(
          relations,
          subject.type,
          subject.kind === 'userset' ? subject.relation : undefined,
        )
  const asked = parseObject(object)
  if (asked === undefined || !relations.has(asked.type)) {
    const message =
      asked === undefined
        ? 'must be an object like `scope:acme`'
        : `there is no type \`${asked.type}\``
    return [...fault('user', userFault), { member: 'object', message }]
  }
  return [
    ...fault('user', userFault),
    ...fault('relation', undeclared(relations, asked.type, relation)),
  ]
}

function undeclared(
  relations: ReadonlyMap<string, JsonObject>,
  type: string,
  relation: string | undefined,
): string | undefined {
  const known = relations.get(type)
  if (known === undefined) return `there is no type \`${type}\``
  if (relation === undefined || Object.hasOwn(known, relation)) return undefined
  return `the model has no relation \`${type}#${relation}\``
}

function fault(member: Fault['member'], message: string | undefined): readonly Fault[] {
  return message === undefined ? [] : [{ member, message }]
}
