/**
 * The look-ups of the on-demand mode, all in one batch: one statement for all needs of a kind, one
 * for each upward closure. What a past revision held is what is still there since before it, and
 * what was removed after it; both are found by the same key columns, so every statement for the past
 * is the one for the present with a second half.
 */
import type { InStatement } from '@libsql/client'
import type { StoreId } from '#model/ids.ts'
import { parseObject, type Tuple } from '#model/tuple.ts'
import type { FactsNeed, FetchedFacts, Revision } from '#storage/datastore.ts'
import { isText } from '#storage/stored-tuple.ts'
import type { Database } from './database.ts'
import { asJson, jsonRows } from './json-rows.ts'
import { TUPLE_COLUMNS, type TupleRow, tupleOfRow } from './tuple-row.ts'
import { selectRevision } from './tuples.ts'

type MembershipsNeed = Extract<FactsNeed, { kind: 'memberships' }>
type LookUpKind = Exclude<FactsNeed['kind'], 'memberships'>

/** A need's place among all, and what it looks for in the order that `MATCHES` reads. */
type LookUp = readonly [place: number, ...texts: string[]]

type FoundRow = readonly [place: number, ...TupleRow]

const OBJECT_RELATION = `t.object_type = n.value->>1 AND t.object_id = n.value->>2
  AND t.relation = n.value->>3`

/** How a tuple `t` answers the look-up in the JSON row `n`. */
const MATCHES: { readonly [Kind in LookUpKind]: string } = {
  tuple: `${OBJECT_RELATION} AND t.user = n.value->>4`,
  rows: OBJECT_RELATION,
  usersets: `${OBJECT_RELATION} AND instr(t.user, '#') > 0`,
  objects: `t.user = n.value->>1 AND t.object_type = n.value->>2 AND t.relation = n.value->>3`,
}

/**
 * Where it is found. Said outright: left to itself, SQLite prefers the first columns of the primary
 * key to a better index, and a look-up becomes a walk over a type.
 */
const BY_KEY = 'tuples t NOT INDEXED'
const BY_USER = 'tuples t INDEXED BY tuples_by_user'
const REMOVED_BY_OBJECT = 'changes t INDEXED BY changes_removed_by_object'
const REMOVED_BY_USER = 'changes t INDEXED BY changes_removed_by_user'

interface Source {
  readonly present: string
  readonly removed: string
}

const SOURCES: { readonly [Kind in LookUpKind]: Source } = {
  tuple: { present: BY_KEY, removed: REMOVED_BY_OBJECT },
  rows: { present: BY_KEY, removed: REMOVED_BY_OBJECT },
  usersets: {
    present: 'tuples t INDEXED BY tuples_of_usersets',
    removed: REMOVED_BY_OBJECT,
  },
  objects: { present: BY_USER, removed: REMOVED_BY_USER },
}

const KINDS: readonly LookUpKind[] = ['tuple', 'rows', 'usersets', 'objects']

export async function fetchFacts(
  db: Database,
  store: StoreId,
  needs: readonly FactsNeed[],
  at?: Revision,
): Promise<FetchedFacts> {
  const lookUps = groupLookUps(needs)
  const statements = [
    selectRevision(store),
    ...[...lookUps].map(([kind, group]) => selectLookUps(store, kind, group, at)),
    ...needs.flatMap((need, place) =>
      need.kind === 'memberships' && isText(need.user)
        ? [selectMemberships(store, place, need, at)]
        : [],
    ),
  ]
  const [revision, ...results] = await db.read(statements)
  const rows: Tuple[][] = needs.map(() => [])
  for (const result of results) {
    for (const [place, ...row] of jsonRows<FoundRow>(result)) rows[place]?.push(tupleOfRow(row))
  }
  return { rows, revision: Number(revision?.rows[0]?.[0] ?? 0) }
}

/** Leaves out what cannot match: such a need keeps its empty list. */
function groupLookUps(needs: readonly FactsNeed[]): ReadonlyMap<LookUpKind, readonly LookUp[]> {
  const groups = new Map<LookUpKind, LookUp[]>()
  for (const kind of KINDS) {
    const group = needs.flatMap((need, place) => {
      const texts = need.kind === kind ? textsOf(need) : undefined
      return texts?.every(isText) ? [[place, ...texts] as const] : []
    })
    if (group.length > 0) groups.set(kind, group)
  }
  return groups
}

function textsOf(need: FactsNeed): readonly string[] | undefined {
  switch (need.kind) {
    case 'tuple':
      return objectTexts(need.object, need.relation, need.user)
    case 'rows':
    case 'usersets':
      return objectTexts(need.object, need.relation)
    case 'objects':
      return [need.user, need.objectType, need.relation]
    case 'memberships':
      return undefined
  }
}

function objectTexts(text: string, ...more: readonly string[]): readonly string[] | undefined {
  const object = parseObject(text)
  return object === undefined ? undefined : [object.type, object.id, ...more]
}

/** What still stands of a past revision, and what of it was removed since; `?1` to `?3` as below. */
const STILL_THERE = 't.revision <= ?3'
const REMOVED_SINCE = `t.operation = 'delete' AND t.since <= ?3 AND t.revision > ?3`

const COLUMNS_OF_T = TUPLE_COLUMNS.split(', ').map((column) => `t.${column}`)

/** Parameters: store, look-ups, revision. */
function selectLookUps(
  store: StoreId,
  kind: LookUpKind,
  lookUps: readonly LookUp[],
  at: Revision | undefined,
): InStatement {
  const { present, removed } = SOURCES[kind]
  const from = (source: string, when: string) => `SELECT n.value->>0 AS place, ${COLUMNS_OF_T}
    FROM stores s CROSS JOIN json_each(?2) n CROSS JOIN ${source}
    WHERE s.id = ?1 AND t.store = s.number AND ${MATCHES[kind]} AND ${when}`
  const select =
    at === undefined
      ? from(present, '1')
      : `${from(present, STILL_THERE)} UNION ALL ${from(removed, REMOVED_SINCE)}`
  return {
    sql: asJson(`place, ${TUPLE_COLUMNS}`, select),
    args: [store, JSON.stringify(lookUps), ...(at === undefined ? [] : [at])],
  }
}

/**
 * Parameters: store, relations, revision, user, the most rows. The bound holds for the walk as well:
 * every step brings at least one row, so with more users than that the answer is cut anyway.
 */
function selectMemberships(
  store: StoreId,
  place: number,
  need: MembershipsNeed,
  at: Revision | undefined,
): InStatement {
  const from = (source: string, when: string) => `FROM reached r CROSS JOIN stores s
    CROSS JOIN json_each(?2) n CROSS JOIN ${source}
    WHERE s.id = ?1 AND t.store = s.number AND t.user = r.user
      AND t.object_type = n.value->>0 AND t.relation = n.value->>1 AND ${when}`
  const sources =
    at === undefined
      ? [from(BY_USER, '?3 IS NULL')]
      : [from(BY_USER, STILL_THERE), from(REMOVED_BY_USER, REMOVED_SINCE)]
  const steps = sources.map(
    (source) => `SELECT t.object_type || ':' || t.object_id || '#' || t.relation ${source}`,
  )
  const rows = sources.map((source) => `SELECT ${COLUMNS_OF_T} ${source}`)
  return {
    sql: `WITH RECURSIVE reached (user) AS (SELECT ?4 UNION ${steps.join(' UNION ')} LIMIT ?5 + 1)
      ${asJson(`${place}, ${TUPLE_COLUMNS}`, `${rows.join(' UNION ALL ')} LIMIT ?5`)}`,
    args: [
      store,
      JSON.stringify(need.relations.map(({ objectType, relation }) => [objectType, relation])),
      at ?? null,
      need.user,
      need.limit + 1,
    ],
  }
}
