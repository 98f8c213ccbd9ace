/** Lists to their end, however long: who looks after access must not be shown the first thousand. */
import type {
  Completeness,
  ListObjectsRequest,
  ListPaging,
  ListUsersRequest,
} from '#authorizer/authorizer.ts'
import { Refusal } from '#authorizer/errors.ts'
import type { Terminal } from '#cli/terminal.ts'
import { compareBinary } from '#model/binary-order.ts'
import { formatSubject } from '#model/tuple.ts'
import type { AskedStore } from './asked-store.ts'

export interface WholeList {
  /** Sorted. */
  readonly items: readonly string[]
  /** False: something could not be decided, or the server cuts its lists. */
  readonly complete: boolean
  /** What it is that could not be decided, if that is known. */
  readonly undecided?: string
}

/** Most items of a page, of those servers that have pages. */
const PAGE_SIZE = 1000

/** A stream has no limit, and stops at the first object that cannot be decided; pages leave it out. */
export async function allObjects(
  { authorizer, store }: Pick<AskedStore, 'authorizer' | 'store'>,
  request: Omit<ListObjectsRequest, 'paging'>,
): Promise<WholeList> {
  try {
    const { objects } = await authorizer.streamObjects(store, request)
    const items: string[] = []
    for await (const object of objects) items.push(object)
    return { items: items.sort(compareBinary), complete: true }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const listed = await allPages(async (paging) => {
      const page = await authorizer.listObjects(store, { ...request, paging })
      return { ...page, items: page.objects }
    })
    return { ...listed, undecided: error.message }
  }
}

export function allUsers(
  { authorizer, store }: Pick<AskedStore, 'authorizer' | 'store'>,
  request: Omit<ListUsersRequest, 'paging'>,
): Promise<WholeList> {
  return allPages(async (paging) => {
    const page = await authorizer.listUsers(store, { ...request, paging })
    return { ...page, items: page.users.map(formatSubject) }
  })
}

type Page = Completeness & { readonly items: readonly string[] }

async function allPages(read: (paging: ListPaging) => Promise<Page>): Promise<WholeList> {
  const items: string[] = []
  let paging: ListPaging = { pageSize: PAGE_SIZE }
  for (;;) {
    const page = await read(paging)
    items.push(...page.items)
    // A page with another behind it is not complete, and yet nothing is missing.
    if (page.continuationToken === undefined)
      return { items: items.sort(compareBinary), complete: page.complete }
    paging = { pageSize: PAGE_SIZE, continuationToken: page.continuationToken }
  }
}

/** A list that is not whole must not pass for one. */
export function tellIncomplete(
  { complete, undecided }: Pick<WholeList, 'complete' | 'undecided'>,
  terminal: Terminal,
): void {
  if (complete) return
  const why = undecided ?? 'the list was cut, or something could not be decided'
  terminal.complain(`there may be more: ${why}`)
}
