import type { Finding } from '#model/finding.ts'
import type { JsonObject } from '#model/json.ts'
import { relationNames } from '#model/relation-names.ts'
import { parseObject, parseSubject } from '#model/tuple.ts'
import type { Policy, PolicyAssertion } from './policy.ts'
import { memberFinding, type YamlDocument } from './yaml-document.ts'

/** Assertions of a policy about what its model does not have: they could not be kept beside it. */
export function unsoundAssertions(
  { assertions }: Policy,
  document: YamlDocument,
  json: JsonObject,
): readonly Finding[] {
  const relations = relationNames(json)
  return assertions.flatMap((assertion, index) =>
    faultsOf(assertion, relations).map(({ member, message }) =>
      memberFinding(document, ['assertions', index, member], message),
    ),
  )
}

interface Fault {
  readonly member: 'user' | 'object' | 'relation'
  readonly message: string
}

function faultsOf(
  { user, relation, object }: PolicyAssertion,
  relations: ReadonlyMap<string, readonly string[]>,
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
        : `the model has no type \`${asked.type}\``
    return [...fault('user', userFault), { member: 'object', message }]
  }
  return [
    ...fault('user', userFault),
    ...fault('relation', undeclared(relations, asked.type, relation)),
  ]
}

function undeclared(
  relations: ReadonlyMap<string, readonly string[]>,
  type: string,
  relation: string | undefined,
): string | undefined {
  const known = relations.get(type)
  if (known === undefined) return `the model has no type \`${type}\``
  if (relation === undefined || known.includes(relation)) return undefined
  return `the model has no relation \`${type}#${relation}\``
}

function fault(member: Fault['member'], message: string | undefined): readonly Fault[] {
  return message === undefined ? [] : [{ member, message }]
}
