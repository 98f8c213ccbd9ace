import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Command } from '#cli/command.ts'
import { apply } from '#cli/commands/apply.ts'
import { build } from '#cli/commands/build.ts'
import { check } from '#cli/commands/check.ts'
import { explain } from '#cli/commands/explain.ts'
import { exportTuples } from '#cli/commands/export.ts'
import { importTuples } from '#cli/commands/import.ts'
import { plan } from '#cli/commands/plan.ts'
import { pull } from '#cli/commands/pull.ts'
import { rollback } from '#cli/commands/rollback.ts'
import { versions } from '#cli/commands/versions.ts'
import { who } from '#cli/commands/who.ts'
import { type ListeningHouse, openListeningHouse } from '../../http/listening-house.ts'
import { builtNotes, type Notes } from '../notes.ts'
import { recordingTerminal } from '../run-pforte.ts'

let house: ListeningHouse
let notes: Notes

beforeEach(async () => {
  house = await openListeningHouse()
  notes = await builtNotes()
})
afterEach(async () => {
  notes.remove()
  await house.close()
})

const FOLDER = 'policies/notes'

async function run(command: Command, words: readonly string[], answers?: readonly string[]) {
  const terminal = recordingTerminal({
    directory: notes.directory,
    environment: { PFORTE_SERVER_URL: house.url, PFORTE_API_KEY: house.key },
    ...(answers !== undefined && { answers }),
  })
  const exitCode = await command.run(words, terminal)
  return { exitCode, printed: terminal.printed, complained: terminal.complained }
}

function read(file: string): string {
  return readFileSync(join(notes.directory, FOLDER, file), 'utf8')
}

function write(file: string, text: string): void {
  writeFileSync(join(notes.directory, FOLDER, file), text)
}

/** A second permission for readers. */
async function changePolicy(): Promise<void> {
  const changed = read('policy.yaml')
    .replace('permissions:\n', 'permissions:\n  note_write: {label: Write notes}\n')
    .replace('[note_read]', '[note_read, note_write]')
  write('policy.yaml', changed)
  await run(build, [FOLDER])
}

function withoutTimes(lines: readonly string[]): readonly string[] {
  return lines.map((line) =>
    line.replace(/[0-9A-HJKMNP-TV-Z]{26}/, 'ID').replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/, 'TIME'),
  )
}

describe('pforte apply', () => {
  test('makes the store, and says that it runs the folder afterwards', async () => {
    const first = await run(apply, [FOLDER, '--yes'])
    expect(first.exitCode).toBe(0)
    expect(first.printed[0]).toBe('There is no store `notes` yet: an apply makes it.')
    expect(withoutTimes(first.printed).at(-1)).toBe('notes runs version 1 (model ID)')
    const again = await run(apply, [FOLDER, '--yes'])
    expect(again).toEqual({
      exitCode: 0,
      printed: ['notes runs these files already: version 1'],
      complained: [],
    })
  })

  test('asks, and applies nothing without a yes', async () => {
    const refused = await run(apply, [FOLDER], ['n'])
    expect(refused.exitCode).toBe(1)
    expect(refused.complained).toEqual([
      '',
      `Apply this to ${house.url}? [y/N] `,
      'nothing was applied',
    ])
    await expect(run(versions, [FOLDER])).rejects.toThrow(`${house.url} has no policy \`notes\``)
    expect((await run(apply, [FOLDER], ['y'])).exitCode).toBe(0)
  })

  test('is misuse where nobody can be asked', async () => {
    await expect(run(apply, [FOLDER])).rejects.toThrow('`--yes` goes on without asking')
  })

  test('holds to a plan, and applies nothing if that does not hold any more', async () => {
    await run(apply, [FOLDER, '--yes'])
    await changePolicy()
    await run(plan, [FOLDER, '--out', 'plan.json'])
    const held = await run(apply, [FOLDER, '--yes', '--plan', 'plan.json', '--json'])
    expect(held.exitCode).toBe(0)
    expect(JSON.parse(held.printed.join('\n'))).toMatchObject({ version: 2, unchanged: false })
    const late = await run(apply, [FOLDER, '--yes', '--plan', 'plan.json'])
    expect(late).toEqual({
      exitCode: 1,
      printed: [],
      complained: [
        'nothing was applied: the plan does not hold any more',
        '  the store runs version 2, and ran version 1',
        '`pforte plan --out` makes a new one',
      ],
    })
  })

  test('takes no file for a plan that is none', async () => {
    writeFileSync(join(notes.directory, 'none.json'), '{}')
    const words = [FOLDER, '--yes', '--plan', 'none.json']
    await expect(run(apply, words)).rejects.toThrow('none.json is no plan')
  })

  test('tells faults at their places, and applies nothing', async () => {
    write('policy.yaml', read('policy.yaml').replace('[note_read]', '[note_raed]'))
    await expect(run(apply, [FOLDER, '--yes'])).rejects.toMatchObject({
      name: 'FaultyFiles',
      lines: [expect.stringMatching(/^policies\/notes\/policy\.yaml:5:41: /)],
    })
  })
})

describe('pforte versions and pforte rollback', () => {
  test('keep every version, and return to one', async () => {
    await run(apply, [FOLDER, '--yes'])
    await changePolicy()
    await run(apply, [FOLDER, '--yes'])
    const back = await run(rollback, [FOLDER, '--to', '1', '--yes'])
    expect(back.exitCode).toBe(0)
    expect(withoutTimes(back.printed).at(-1)).toBe('notes runs version 3 (model ID)')
    expect(withoutTimes((await run(versions, ['notes'])).printed)).toEqual([
      '3  TIME  model ID  runs, restores 1',
      '2  TIME  model ID',
      '1  TIME  model ID',
    ])
  })

  test('a version that is not there is told', async () => {
    await run(apply, [FOLDER, '--yes'])
    await expect(run(rollback, [FOLDER, '--to', '7', '--yes'])).rejects.toMatchObject({
      code: 'policy_version_not_found',
    })
    await expect(run(rollback, [FOLDER, '--yes'])).rejects.toThrow('`--to` must be the number')
  })
})

describe('pforte pull', () => {
  test('makes the folder of what the server runs', async () => {
    await run(apply, [FOLDER, '--yes'])
    const policy = read('policy.yaml')
    rmSync(join(notes.directory, FOLDER), { recursive: true })
    const { exitCode, printed } = await run(pull, ['notes'])
    expect(exitCode).toBe(0)
    expect(printed).toContain('  write   policies/notes/policy.yaml')
    expect(printed.at(-1)).toBe('policies/notes is now version 1')
    expect(read('policy.yaml')).toBe(policy)
    expect((await run(pull, [FOLDER])).printed).toEqual(['policies/notes is version 1'])
  })

  test('overwrites no changes that were applied nowhere, unless it is forced', async () => {
    await run(apply, [FOLDER, '--yes'])
    const policy = read('policy.yaml')
    write('policy.yaml', `${policy}# mine\n`)
    write('more.md', 'mine')
    const refused = await run(pull, [FOLDER])
    expect(refused).toEqual({
      exitCode: 1,
      printed: ['  write   policies/notes/policy.yaml', '  remove  policies/notes/more.md'],
      complained: [
        'policies/notes has changes that no version of the server has; `--force` overwrites them',
      ],
    })
    expect(read('policy.yaml')).toBe(`${policy}# mine\n`)
    expect((await run(pull, [FOLDER, '--force'])).exitCode).toBe(0)
    expect(read('policy.yaml')).toBe(policy)
    expect(() => read('more.md')).toThrow('ENOENT')
  })

  test('overwrites a folder that is like an older version', async () => {
    const old = read('policy.yaml')
    await run(apply, [FOLDER, '--yes'])
    await changePolicy()
    await run(apply, [FOLDER, '--yes'])
    const changed = read('policy.yaml')
    write('policy.yaml', old)
    await run(build, [FOLDER])
    const dry = await run(pull, [FOLDER, '--dry-run'])
    expect(dry.printed.at(-1)).toBe('policies/notes would be version 2')
    expect(read('policy.yaml')).toBe(old)
    expect((await run(pull, [FOLDER])).exitCode).toBe(0)
    expect(read('policy.yaml')).toBe(changed)
  })
})

describe('a store of a server', () => {
  test('is asked by the name of its policy', async () => {
    await run(apply, [FOLDER, '--yes'])
    const question = ['user:anna', 'can_note_read', 'note:1', '--store', 'notes']
    expect((await run(check, question)).printed).toEqual(['denied'])
    expect((await run(explain, question)).printed[0]).toBe(
      'denied: user:anna is not can_note_read of note:1',
    )
    expect((await run(who, ['can_note_read', 'note:1', '--store', 'notes'])).printed).toEqual([
      'nobody',
    ])
    const nowhere = ['user:anna', 'can_note_read', 'note:1', '--store', 'nowhere']
    await expect(run(check, nowhere)).rejects.toThrow(`${house.url} has no store \`nowhere\``)
    const note = ['user:anna', 'can_note_read', 'note:1', '--store', 'note']
    await expect(run(check, note)).rejects.toThrow('no store `note` (did you mean `notes`?)')
  })

  test('takes tuples of files, and gives them back', async () => {
    await run(apply, [FOLDER, '--yes'])
    writeFileSync(
      join(notes.directory, 'notes.csv'),
      'user_type,user_id,relation,object_type,object_id\nscope,house,space,note,8\nscope,house,space,note,9\n',
    )
    const imported = await run(importTuples, ['notes.csv', '--store', 'notes'])
    expect(imported).toEqual({
      exitCode: 0,
      printed: ['2 tuples are in notes now'],
      complained: [],
    })
    const { printed } = await run(exportTuples, ['--store', 'notes', '--format', 'yaml'])
    expect(printed).toEqual(
      [
        '- {user: "scope:house", relation: space, object: "note:8"}',
        '- {user: "scope:house", relation: space, object: "note:9"}',
      ].map((line) => line.replace('relation: space', 'relation: "space"')),
    )
    expect((await run(exportTuples, ['--store', 'notes', '--out', 'all.jsonl'])).exitCode).toBe(0)
    const again = await run(importTuples, ['all.jsonl', '--store', 'notes'])
    expect(again.printed).toEqual(['2 tuples are in notes now'])
  })

  test('says which tuples of a file it refuses, and takes the others', async () => {
    await run(apply, [FOLDER, '--yes'])
    writeFileSync(
      join(notes.directory, 'notes.jsonl'),
      [
        '{"user":"scope:house","relation":"space","object":"note:8"}',
        '{"user":"user:eve","relation":"space","object":"note:8"}',
        '{"user":"user:eve","relation":"member","object":"tenant:house"}',
      ].join('\n'),
    )
    const { exitCode, printed } = await run(importTuples, ['notes.jsonl', '--store', 'notes'])
    expect(exitCode).toBe(1)
    expect(printed).toEqual([
      expect.stringMatching(/^notes\.jsonl:2:1: /),
      expect.stringMatching(/^notes\.jsonl:3:1: /),
      '1 tuple is in notes now; 2 lines were refused',
    ])
  })

  test('an export that was cut is not imported as a whole one', async () => {
    await run(apply, [FOLDER, '--yes'])
    writeFileSync(
      join(notes.directory, 'cut.jsonl'),
      '{"store":"x","revision":"y"}\n{"user":"scope:house","relation":"space","object":"note:8"}\n',
    )
    await expect(run(importTuples, ['cut.jsonl', '--store', 'notes'])).rejects.toMatchObject({
      lines: ['cut.jsonl:2:1: the export was cut: its last line is missing'],
    })
  })
})
