import { parseObject, type TupleKey } from '#model/tuple.ts'
import { ADMINISTERED_TYPES, LINK_TYPE, STANDARD_ROLE_TYPE } from './core-model.ts'

/**
 * Whether a tuple of a policy store is the administration's alone: it says who is who, who holds
 * which role or what a role is, or it opens something to a link. Types are what stands before the
 * first colon, as wherever a tuple is read; of users also that of a userset or a wildcard.
 */
export function isAdministered({ object, user }: TupleKey): boolean {
  const type = parseObject(object)?.type ?? ''
  return (
    ADMINISTERED_TYPES.has(type) ||
    type === STANDARD_ROLE_TYPE ||
    parseObject(user)?.type === LINK_TYPE
  )
}
