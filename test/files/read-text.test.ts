import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { filesOnDisk } from '#files/folder-on-disk.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pforte-read-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('A pipe is not waited for', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')])
  expect(await filesOnDisk(folder).read('pipe.yaml')).toEqual({
    kind: 'refused',
    reason: 'is no file',
  })
})

test('A folder is no text', async () => {
  expect(await filesOnDisk(folder).read('.')).toEqual({ kind: 'refused', reason: 'is a folder' })
})

test('Bytes that are no text are refused, and not read as another text', async () => {
  writeFileSync(join(folder, 'latin.yaml'), Buffer.from('title: Caf\xe9\n', 'latin1'))
  const refused = { kind: 'refused', reason: 'is no text in UTF-8' }
  expect(await filesOnDisk(folder).read('latin.yaml')).toEqual(refused)
})

test('A byte order mark is no part of the text', async () => {
  writeFileSync(join(folder, 'marked.yaml'), '\uFEFFtitle: Café\n')
  expect(await filesOnDisk(folder).read('marked.yaml')).toEqual({
    kind: 'text',
    text: 'title: Café\n',
  })
})
