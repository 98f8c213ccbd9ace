import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Command } from '#cli/command.ts'
import { check } from '#cli/commands/check.ts'
import { explain } from '#cli/commands/explain.ts'
import { listObjects } from '#cli/commands/list-objects.ts'
import { listUsers } from '#cli/commands/list-users.ts'
import { what } from '#cli/commands/what.ts'
import { who } from '#cli/commands/who.ts'
import { builtNotes, type Notes } from '../notes.ts'
import { pforte, recordingTerminal } from '../run-pforte.ts'

let notes: Notes

beforeAll(async () => {
  notes = await builtNotes()
})
afterAll(() => notes.remove())

const TESTS = ['--tests', 'policies/notes/store.fga.yaml']

/** Put to the files of the notes, without a server. */
async function ask(command: Command, ...words: string[]) {
  const terminal = recordingTerminal({ directory: notes.directory })
  const exitCode = await command.run([...words, ...TESTS], terminal)
  return { exitCode, printed: terminal.printed, complained: terminal.complained }
}

describe('pforte check', () => {
  test('says allowed or denied, and both are answers', async () => {
    const allowed = await ask(check, 'user:anna', 'can_note_read', 'note:2')
    expect(allowed).toEqual({ exitCode: 0, printed: ['allowed'], complained: [] })
    const denied = await ask(check, 'user:ben', 'can_note_read', 'note:1')
    expect(denied).toEqual({ exitCode: 0, printed: ['denied'], complained: [] })
  })

  test('fails on the answer that it is told to fail on', async () => {
    const denied = ['user:ben', 'can_note_read', 'note:1', '--fail-on', 'denied']
    expect((await ask(check, ...denied)).exitCode).toBe(1)
    const allowed = ['user:anna', 'can_note_read', 'note:1', '--fail-on', 'denied']
    expect((await ask(check, ...allowed)).exitCode).toBe(0)
  })

  test('answers as JSON', async () => {
    const { printed } = await ask(check, 'user:anna', 'can_note_read', 'note:2', '--json')
    expect(JSON.parse(printed.join('\n'))).toMatchObject({ allowed: true })
  })

  test('takes tuples that are not there', async () => {
    const cleo = ['user:cleo', 'can_note_read', 'note:2']
    expect((await ask(check, ...cleo)).printed).toEqual(['denied'])
    const { printed } = await ask(check, ...cleo, '--with', 'group:night#member@user:cleo')
    expect(printed).toEqual(['allowed'])
  })

  test('takes a model and tuples in place of a test file', () => {
    const { exitCode, printed } = pforte(
      [
        ...['check', 'user:anna', 'can_note_read', 'note:1', '--model', 'model.fga'],
        ...['--tuples', 'roles.yaml', '--tuples', 'world.yaml'],
      ],
      `${notes.directory}/policies/notes`,
    )
    expect({ exitCode, printed }).toEqual({ exitCode: 0, printed: 'allowed\n' })
  })

  test.each([
    [
      'can_note_raed',
      'note:1',
      '`note` has no relation `can_note_raed` (did you mean `can_note_read`?)',
    ],
    ['can_note_read', 'nose:1', 'the model has no type `nose` (did you mean `note`?)'],
  ])('says what was meant by %s of %s', async (relation, object, message) => {
    await expect(ask(check, 'user:anna', relation, object)).rejects.toThrow(message)
  })

  test('says what a user looks like', async () => {
    const message = '`anna` must be a user like user:anna'
    await expect(ask(check, 'anna', 'can_note_read', 'note:1')).rejects.toThrow(message)
    await expect(ask(what, 'anna')).rejects.toThrow(message)
  })

  test('says where its files are at fault', () => {
    const { exitCode, complained } = pforte(
      ['check', 'user:a', 'b', 'c:1', '--model', 'notes.fga', '--tuples', 'nothing.yaml'],
      `${notes.directory}/policies/notes`,
    )
    expect(exitCode).toBe(2)
    expect(complained).toMatch(/^notes\.fga:\d+:\d+: /)
  })

  test.each([
    [['--context', '{'], '`--context` must be a JSON object'],
    [['--with', 'x'], '`--with x` must be a tuple like'],
    [['--server', 'http://127.0.0.1:1'], 'a question is put to a server or to files, not to both'],
  ])('%j is misuse', async (words, message) => {
    await expect(ask(check, 'user:a', 'b', 'c:1', ...words)).rejects.toThrow(message)
  })

  test('asks for the store, and names a server that is not there', () => {
    const question = ['check', 'user:a', 'b', 'c:1', '--server', 'http://127.0.0.1:1']
    const nowhere = pforte(question)
    expect(nowhere.exitCode).toBe(2)
    expect(nowhere.complained).toContain('`--store` says which store')
    const away = pforte([...question, '--store', 'notes'])
    expect(away.exitCode).toBe(2)
    expect(away.complained).toBe(
      'pforte check: http://127.0.0.1:1 does not answer (ECONNREFUSED); `pforte serve` starts one, ' +
        '`--server` or PFORTE_SERVER_URL names another\n',
    )
  })
})

describe('pforte explain', () => {
  test('says in short by which role, and draws the tree', async () => {
    const { printed } = await ask(explain, 'user:ben', 'can_note_read', 'note:2')
    expect(printed.slice(0, 3)).toEqual([
      'allowed: user:ben is can_note_read of note:2',
      'in short: role:reader on scope:cellar (binding:night, in group:night)',
      '└ note:2#can_note_read: allowed',
    ])
  })

  test.each([
    [['user:cleo', 'can_note_read', 'note:1'], 'user:cleo has no role there'],
    [['user:anna', 'can_users_read', 'scope:house'], 'role:reader does not give users_read'],
  ])('%j in short', async (words, short) => {
    expect((await ask(explain, ...words)).printed[1]).toBe(`in short: ${short}`)
  })

  test('a role of somebody who is no active member gives nothing', async () => {
    const { printed } = await ask(
      explain,
      ...['user:zoe', 'can_note_read', 'note:2', '--with', 'group:night#member@user:zoe'],
    )
    expect(printed[1]).toBe('in short: user:zoe is no active member of tenant:house')
  })
})

describe('lists', () => {
  test('list-objects names what a user may', async () => {
    const { printed } = await ask(listObjects, 'user:anna', 'can_note_read', 'note')
    expect(printed).toEqual(['note:1', 'note:2'])
  })

  test('list-users names who may, and groups where they are asked for', async () => {
    const people = await ask(listUsers, 'note:2', 'can_note_read')
    expect(people.printed).toEqual(['user:anna', 'user:ben'])
    const groups = await ask(listUsers, 'binding:night', 'subject', '--type', 'group#member')
    expect(groups.printed).toEqual(['group:night#member'])
  })

  test('answer as JSON, and say whether they are complete', async () => {
    const { printed } = await ask(listObjects, 'user:ben', 'can_note_read', 'note', '--json')
    expect(JSON.parse(printed.join('\n'))).toEqual({ objects: ['note:2'], complete: true })
  })
})

describe('pforte who', () => {
  test('names everybody with the role that it comes from', async () => {
    const { printed } = await ask(who, 'can_note_read', 'note:2')
    expect(printed).toEqual([
      'user:anna  role:reader on scope:house (binding:anna)',
      'user:ben   role:reader on scope:cellar (binding:night, in group:night)',
    ])
  })

  test('says so if it is nobody', async () => {
    expect((await ask(who, 'can_users_read', 'scope:house')).printed).toEqual(['nobody'])
  })
})

describe('pforte what', () => {
  test('puts objects together on which the same is allowed', async () => {
    expect((await ask(what, 'user:anna')).printed).toEqual([
      'note:1, note:2',
      '  can_note_read',
      '',
      'scope:cellar, scope:house',
      '  can_note_read',
    ])
  })

  test('asks every relation where that is wanted', async () => {
    const { printed } = await ask(what, 'user:ben', '--all')
    expect(printed.join('\n')).toContain('group:night\n  member')
  })

  test('says so if it is nothing', async () => {
    expect((await ask(what, 'user:cleo')).printed).toEqual(['nothing'])
  })
})

describe('long lists', () => {
  test('are whole', async () => {
    const files = mkdtempSync(join(tmpdir(), 'pforte-long-'))
    const objects = Array.from({ length: 2500 }, (_, index) => `scope,house,space,note,${index}`)
    const header = 'user_type,user_id,relation,object_type,object_id'
    // `note:1` and `note:2` are in the world already.
    const others = objects.filter((line) => !/,[12]$/.test(line))
    writeFileSync(join(files, 'notes.csv'), [header, ...others].join('\n'))
    const members = Array.from({ length: 1500 }, (_, index) => `user,u${index},member,group,all`)
    writeFileSync(join(files, 'members.csv'), [header, ...members].join('\n'))
    const folder = join(notes.directory, 'policies/notes')
    const sources = ['--model', join(folder, 'model.fga')]
    for (const file of [join(folder, 'roles.yaml'), join(folder, 'world.yaml')]) {
      sources.push('--tuples', file)
    }
    const run = async (command: Command, ...words: string[]) => {
      const terminal = recordingTerminal({ directory: files })
      await command.run([...words, ...sources], terminal)
      return terminal
    }
    const listed = await run(
      listObjects,
      ...['user:anna', 'can_note_read', 'note', '--tuples', 'notes.csv'],
    )
    expect(listed.printed).toHaveLength(2500)
    const users = await run(listUsers, 'group:all', 'member', '--tuples', 'members.csv')
    expect(users.printed).toHaveLength(1500)
    expect([...listed.complained, ...users.complained]).toEqual([])
    rmSync(files, { recursive: true })
  })

  test('that are not whole do not pass for it', async () => {
    const files = mkdtempSync(join(tmpdir(), 'pforte-open-'))
    writeFileSync(
      join(files, 'm.fga'),
      'model\n  schema 1.1\ntype user\ntype doc\n  relations\n    define can_view: [user, user with small]\ncondition small(x: int) {\n  x < 3\n}\n',
    )
    writeFileSync(
      join(files, 't.yaml'),
      '- {user: "user:anne", relation: can_view, object: "doc:1"}\n- {user: "user:anne", relation: can_view, object: "doc:2", condition: {name: small}}\n',
    )
    const terminal = recordingTerminal({ directory: files })
    await listObjects.run(
      ['user:anne', 'can_view', 'doc', '--model', 'm.fga', '--tuples', 't.yaml'],
      terminal,
    )
    expect(terminal.printed).toEqual(['doc:1'])
    expect(terminal.complained).toEqual([
      expect.stringMatching(/^there may be more: .*missing parameters x/),
    ])
    rmSync(files, { recursive: true })
  })
})
