import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPolicyFolder } from '#files/folder-on-disk.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pforte-folder-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('A policy has no file that a server would not take', async () => {
  const policy = join(folder, 'shop')
  mkdirSync(policy)
  writeFileSync(join(policy, 'notes: all.txt'), '')
  await expect(readPolicyFolder(policy)).rejects.toThrow(
    '`notes: all.txt` is no path of a file of a policy',
  )
})
