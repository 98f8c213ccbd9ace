/** The table of rooms in ARCHITECTURE.md is what the linter refuses: the one says it, the other does it. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

/** A row of the table of rooms in ARCHITECTURE.md. */
interface Row {
  readonly room: string
  readonly rooms: readonly string[]
  readonly packages: readonly string[]
}

/** Files of every room, and those that some row names by themselves. */
const FILES = [
  'model/ids.ts',
  'condition/parse.ts',
  'condition/condition.ts',
  'condition/evaluate.ts',
  'engine/facts.ts',
  'engine/check.ts',
  'graph/graph.ts',
  'core/core-model.ts',
  'policy/files.ts',
  'policy/policy-folder.ts',
  'policy/build-policy.ts',
  'files/folder-on-disk.ts',
  'identity/api-key.ts',
  'storage/datastore.ts',
  'storage/page.ts',
  'storage/libsql/schema.ts',
  'storage/memory/memory-datastore.ts',
  'authorizer/authorizer.ts',
  'authorizer/errors.ts',
  'authorizer/embedded/check.ts',
  'http/app.ts',
  'config.ts',
  'gateway.ts',
  'node.ts',
  'library.ts',
  'cli/main.ts',
]

const PACKAGES = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies)

const rows = readRows(readFileSync('ARCHITECTURE.md', 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'pforte-rooms-'))
afterAll(() => rmSync(folder, { recursive: true }))
const refused = lint(rows.map(({ room }) => room))

describe('a room imports what its row in ARCHITECTURE.md says and nothing else', () => {
  it.each(rows)('$room', ({ room, rooms, packages }) => {
    const isOpen = (from: string) => !refused.get(probeOf(room))?.has(from)
    // A room of one file has nobody to ask in it.
    const open = room.endsWith('.ts') ? rooms : [room.replace('src/', ''), ...rooms]
    const named = FILES.filter((file) => open.some((to) => isWithin(file, to)))
    expect(FILES.filter((file) => isOpen(`#${file}`))).toEqual(named)
    expect(new Set(PACKAGES.filter(isOpen))).toEqual(new Set(packages))
    expect(isOpen('../anything.ts')).toBe(false)
  })
})

function readRows(document: string): readonly Row[] {
  const table = document.split('## Rooms')[1]?.split('\n## ')[0] ?? ''
  return [...table.matchAll(/^\| (`src.*?) \|.*?\| (.*?) \| (.*?) \|$/gm)].flatMap(
    ([, names = '', rooms = '', packages = '']) =>
      quoted(names).map((room) => ({ room, rooms: quoted(rooms), packages: quoted(packages) })),
  )
}

function quoted(cell: string): readonly string[] {
  return [...cell.matchAll(/`(.*?)`/g)].map(([, name = '']) => name)
}

function isWithin(file: string, room: string): boolean {
  return file === room || file.startsWith(`${room}/`)
}

/** A file in the room that is not there, or the one file that is the room. */
function probeOf(room: string): string {
  return room.endsWith('.ts') ? room : `${room}/probe.ts`
}

/** What the linter refuses in a file of each room that imports everything there is. */
function lint(rooms: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const imports = [...FILES.map((file) => `#${file}`), ...PACKAGES, '../anything.ts']
  cpSync('biome.json', join(folder, 'biome.json'))
  for (const probe of rooms.map(probeOf)) {
    mkdirSync(dirname(join(folder, probe)), { recursive: true })
    writeFileSync(join(folder, probe), imports.map((from) => `import '${from}'\n`).join(''))
  }
  const found = spawnSync(
    process.execPath,
    [
      resolve('node_modules/@biomejs/biome/bin/biome'),
      ...['lint', '--vcs-enabled=false', '--only=style/noRestrictedImports'],
      ...['--reporter=json', '--max-diagnostics=none', 'src'],
    ],
    { cwd: folder, encoding: 'utf8' },
  )
  const refusals = new Map(rooms.map((room) => [probeOf(room), new Set<string>()]))
  for (const { location } of JSON.parse(found.stdout).diagnostics) {
    refusals.get(location.path)?.add(imports[location.start.line - 1] ?? '')
  }
  return refusals
}
