/** Pages of list-objects and list-users: Pforte's own fields, without which the answers are OpenFGA's. */
import type { Completeness, ListPaging } from '#authorizer/authorizer.ts'
import { continuationToken } from './fields.ts'
import { int32, rule } from './message.ts'
import { tokenOption } from './query.ts'

/** As many as a list without pages has. */
const MAX_LISTED = 1000

export const listPage = {
  page_size: int32.refine(
    (value = MAX_LISTED) => value >= 1 && value <= MAX_LISTED,
    rule(`is not between 1 and ${MAX_LISTED}`, 'page_size_invalid'),
  ),
  continuation_token: continuationToken,
}

interface PageFields {
  readonly page_size: number | undefined
  readonly continuation_token: string
}

export function listPaging(fields: PageFields): ListPaging {
  const { page_size, continuation_token } = fields
  if (!asksForPage(fields)) return {}
  return { pageSize: page_size ?? MAX_LISTED, ...tokenOption(continuation_token) }
}

/** Printed only for a caller who knows of pages; others get a header. */
export function printPage(fields: PageFields, { complete, continuationToken = '' }: Completeness) {
  return asksForPage(fields) ? { continuation_token: continuationToken, complete } : {}
}

function asksForPage({ page_size, continuation_token }: PageFields): boolean {
  return page_size !== undefined || continuation_token !== ''
}
