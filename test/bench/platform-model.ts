/** The model of the bench: an organization platform, as OpenFGA's JSON. */
import { transformer } from '@openfga/syntax-transformer'
import type { JsonObject } from '#model/json.ts'

const DSL = `
model
  schema 1.1
type user
type group
  relations
    define member: [user, group#member]
type organization
  relations
    define admin: [user, group#member]
type role
  relations
    define assignee: [user, group#member]
type facility
  relations
    define organization: [organization]
    define manager: [user, role#assignee] or admin from organization
    define viewer: [role#assignee] or manager
type line
  relations
    define facility: [facility]
    define viewer: [role#assignee] or viewer from facility
type machine
  relations
    define line: [line]
    define viewer: [user, group#member] or viewer from line
type document
  relations
    define machine: [machine]
    define owner: [user]
    define shared: [user with before]
    define blocked: [user, group#member]
    define can_read: (owner or shared or viewer from machine) but not blocked
condition before(now: timestamp, until: timestamp) {
  now < until
}
`

/** `change` makes another model of its text. */
export function platformModelJson(change: (dsl: string) => string = (dsl) => dsl): JsonObject {
  return transformer.transformDSLToJSONObject(change(DSL)) as unknown as JsonObject
}
