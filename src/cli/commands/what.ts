import type { QueryOptions } from '#authorizer/authorizer.ts'
import { type AskedStore, askedStore, askedStoreOptions } from '#cli/asked/asked-store.ts'
import { newestModel } from '#cli/asked/newest-model.ts'
import { userFrom } from '#cli/asked/object-from.ts'
import { queryFrom, queryOptions } from '#cli/asked/query-option.ts'
import { allObjects, tellIncomplete, type WholeList } from '#cli/asked/whole-lists.ts'
import { type Call, command } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'
import type { Terminal } from '#cli/terminal.ts'
import { compareBinary } from '#model/binary-order.ts'
import { relationNames } from '#model/relation-names.ts'

const options = {
  ...askedStoreOptions,
  ...queryOptions,
  all: { kind: 'flag', meaning: 'every relation, not only what begins with can_' },
  full: { kind: 'flag', meaning: 'name all objects of a group, not only some' },
  ...jsonOption,
} as const

/** Objects of which a user may do the very same. */
interface Group {
  readonly objects: readonly string[]
  readonly may: readonly string[]
}

interface Access extends Pick<WholeList, 'complete' | 'undecided'> {
  readonly groups: readonly Group[]
}

export const what = command({
  operands: ['user'],
  options,
  details: 'Every permission on every object; objects with the same permissions stand together.',
  example: 'pforte what user:peter-horvath --store commerce',
  async run(call) {
    const [named = ''] = call.operands
    const user = userFrom(named)
    const asked = await askedStore(call.options, call.terminal)
    const query = queryFrom(call.options, asked.context)
    tell(await accessOf(asked, query, user, call.options.all), call)
    return 0
  },
})

async function accessOf(
  asked: AskedStore,
  query: QueryOptions,
  user: string,
  all: boolean,
): Promise<Access> {
  const relations = [...relationNames(await newestModel(asked))].flatMap(([type, names]) =>
    names.map((relation) => ({ type, relation })),
  )
  const permissions = relations.filter(({ relation }) => relation.startsWith('can_'))
  // A model that has no such names has others for the same.
  const questions = all || permissions.length === 0 ? relations : permissions
  const may = new Map<string, string[]>()
  let whole: Omit<Access, 'groups'> = { complete: true }
  for (const { type, relation } of questions) {
    const { items, ...list } = await allObjects(asked, { ...query, user, type, relation })
    if (whole.complete) whole = list
    for (const object of items) may.set(object, [...(may.get(object) ?? []), relation])
  }
  return { groups: grouped(may), ...whole }
}

/** In the order of their first objects. */
function grouped(may: ReadonlyMap<string, readonly string[]>): readonly Group[] {
  const objects = [...may.keys()].sort(compareBinary)
  const groups = Map.groupBy(objects, (object) => {
    const type = object.slice(0, object.indexOf(':'))
    return `${type} ${(may.get(object) ?? []).join(' ')}`
  })
  return [...groups.values()].map((of) => ({ objects: of, may: may.get(of[0] ?? '') ?? [] }))
}

function tell(
  { groups, ...whole }: Access,
  { options: { json, full }, terminal }: Call<typeof options>,
): void {
  if (json) terminal.print(JSON.stringify({ groups, ...whole }, null, 2))
  else if (groups.length === 0) terminal.print(terminal.paint('dim', 'nothing'))
  else
    groups.forEach((group, index) => {
      if (index > 0) terminal.print('')
      for (const line of groupLines(group, full, terminal)) terminal.print(line)
    })
  tellIncomplete(whole, terminal)
}

/** More objects than these are counted. */
const SHOWN_OBJECTS = 5

function groupLines(
  { objects, may }: Group,
  full: boolean,
  { paint }: Pick<Terminal, 'paint'>,
): readonly string[] {
  const shown = full ? objects : objects.slice(0, SHOWN_OBJECTS)
  const more = objects.length - shown.length
  const names = [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ')
  return [paint('bold', names), ...wrapped(may)]
}

const LINE_LENGTH = 96

function wrapped(words: readonly string[]): readonly string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < LINE_LENGTH) {
      lines[lines.length - 1] = `${last} ${word}`
    } else lines.push(`  ${word}`)
  }
  return lines
}
