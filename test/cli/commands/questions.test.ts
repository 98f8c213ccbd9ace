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
      'pforte check: http://127.0.0.1:1 does not answer (ECONNREFUSED)\n',
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
