/**
 * The look-ups of the on-demand mode, all in one statement: a part for all needs of a kind, one for
 * each upward closure. What a past revision held is what is still there since before it, and what
 * was removed after it; both are found by the same key columns, so every part for the past is the
 * one for the present twice.
 */
import type { InStatement } from '@libsql/client'
import type { FactsNeed } from '#model/facts-need.ts'
import type { StoreId } from '#model/ids.ts'
import { parseObject, type Tuple } from '#model/tuple.ts'
import type { FetchedFacts, Revision } from '#storage/datastore.ts'
import { isText } from '#storage/stored-tuple.ts'
import type { Database } from './database.ts'
import { asJson, jsonRows } from './json-rows.ts'
import { TUPLE_COLUMNS, type TupleRow, tupleOfRow } from './tuple-row.ts'

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

/** SQLite takes 500 parts of a compound SELECT; a need takes one, or two for the past. */
const NEEDS_PER_STATEMENT = 200

export async function fetchFacts(
  db: Database,
  store: StoreId,
  needs: readonly FactsNeed[],
  at?: Revision,
): Promise<FetchedFacts> {
  const selections: Selection[] = [
    ...[...groupLookUps(needs)].map(([kind, lookUps]) => selectLookUps(kind, lookUps)),
    ...needs.flatMap((need, place) =>
      need.kind === 'memberships' && isText(need.user) ? [selectMemberships(place, need)] : [],
    ),
  ]
  const statements: InStatement[] = []
  do {
    statements.push(statementOf(store, selections.splice(0, NEEDS_PER_STATEMENT), at))
  } while (selections.length > 0)
  const results = await db.read(statements)
  const rows: Tuple[][] = needs.map(() => [])
  for (const result of results) {
    for (const [place, ...row] of jsonRows<FoundRow>(result)) rows[place]?.push(tupleOfRow(row))
  }
  return { rows, revision: Number(results[0]?.rows[0]?.[1] ?? 0) }
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

/** Adds a parameter of the statement that is being made; answers with what stands for it. */
type Bind = (value: string | number | null) => string

/** A part of the statement; `at` is what stands for the past revision, if one is asked for. */
type Selection = (bind: Bind, at: string | undefined) => string

/** `?1` is the store. A single statement sees one state, and is cheaper than a batch of several. */
function statementOf(
  store: StoreId,
  selections: readonly Selection[],
  at: Revision | undefined,
): InStatement {
  const args: (string | number | null)[] = [store]
  const bind: Bind = (value) => `?${args.push(value)}`
  const past = at === undefined ? undefined : bind(at)
  const parts = selections.map((selection) => selection(bind, past))
  const found = parts.length === 0 ? "'[]'" : `(${asJson(COLUMNS, parts.join(' UNION ALL '))})`
  return { sql: `SELECT ${found}, (SELECT revision FROM stores WHERE id = ?1)`, args }
}

const COLUMNS = `place, ${TUPLE_COLUMNS}`
const COLUMNS_OF_T = TUPLE_COLUMNS.split(', ').map((column) => `t.${column}`)

/** Runs over what is there, or over the two halves of what was. */
function inSources(
  source: Source,
  at: string | undefined,
  select: (from: string, when: string) => string,
): readonly string[] {
  if (at === undefined) return [select(source.present, '1')]
  return [
    select(source.present, `t.revision <= ${at}`),
    select(source.removed, `t.operation = 'delete' AND t.since <= ${at} AND t.revision > ${at}`),
  ]
}

function selectLookUps(kind: LookUpKind, lookUps: readonly LookUp[]): Selection {
  return (bind, at) => {
    const wanted = bind(JSON.stringify(lookUps))
    return inSources(
      SOURCES[kind],
      at,
      (source, when) => `SELECT n.value->>0 AS place, ${COLUMNS_OF_T}
        FROM stores s CROSS JOIN json_each(${wanted}) n CROSS JOIN ${source}
        WHERE s.id = ?1 AND t.store = s.number AND ${MATCHES[kind]} AND ${when}`,
    ).join(' UNION ALL ')
  }
}

/**
 * The bound holds for the walk as well: every step brings at least one row, so with more users than
 * that the answer is cut anyway.
 */
function selectMemberships(place: number, need: MembershipsNeed): Selection {
  return (bind, at) => {
    const relations = need.relations.map(({ objectType, relation }) => [objectType, relation])
    const followed = bind(JSON.stringify(relations))
    const user = bind(need.user)
    const most = bind(need.limit + 1)
    const overSources = (columns: string) =>
      inSources(
        SOURCES.objects,
        at,
        (source, when) => `SELECT ${columns} FROM reached r CROSS JOIN stores s
          CROSS JOIN json_each(${followed}) n CROSS JOIN ${source}
          WHERE s.id = ?1 AND t.store = s.number AND t.user = r.user
            AND t.object_type = n.value->>0 AND t.relation = n.value->>1 AND ${when}`,
      )
    const steps = overSources("t.object_type || ':' || t.object_id || '#' || t.relation")
    const rows = overSources(`${place} AS place, ${COLUMNS_OF_T}`)
    return `SELECT * FROM (
      WITH RECURSIVE reached (user) AS
        (SELECT ${user} UNION ${steps.join(' UNION ')} LIMIT ${most} + 1)
      ${rows.join(' UNION ALL ')} LIMIT ${most})`
  }
}
