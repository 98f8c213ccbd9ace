import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderRefused } from '#files/folder-on-disk.ts'
import { writeWholeFile } from '#files/write-whole-file.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pforte-write-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('What cannot be written is told without a stack, and leaves nothing behind', async () => {
  mkdirSync(join(folder, 'model.fga/inner'), { recursive: true })
  const writing = writeWholeFile(join(folder, 'model.fga'), 'model')
  await expect(writing).rejects.toThrow(FolderRefused)
  await expect(writing).rejects.toThrow(/model\.fga cannot be written \(E[A-Z]+\)$/)
  expect(readdirSync(folder)).toEqual(['model.fga'])
})
