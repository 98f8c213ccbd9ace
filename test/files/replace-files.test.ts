import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { replaceFiles } from '#files/replace-files.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pforte-replace-'))
  mkdirSync(join(root, 'outside'))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(...files: readonly (readonly [string, string])[]): Promise<void> {
  return replaceFiles(join(root, 'folder'), { writes: new Map(files), removes: [] })
}

describe('bringing a folder to what it is to hold', () => {
  test('makes folders and files, and takes files away', async () => {
    await write(['a.yaml', 'a'], ['deep/b.yaml', 'b'])
    await replaceFiles(join(root, 'folder'), { writes: new Map(), removes: ['a.yaml'] })
    expect(readFileSync(join(root, 'folder/deep/b.yaml'), 'utf8')).toBe('b')
    expect(() => readFileSync(join(root, 'folder/a.yaml'))).toThrow('ENOENT')
  })

  test('writes nothing outside of it, and then nothing at all', async () => {
    await expect(write(['a.yaml', 'a'], ['../outside/b.yaml', 'b'])).rejects.toThrow('lies outside')
    expect(() => readFileSync(join(root, 'folder/a.yaml'))).toThrow('ENOENT')
  })

  test('follows no link that leads out of it', async () => {
    await write(['a.yaml', 'a'])
    symlinkSync(join(root, 'outside'), join(root, 'folder/way'))
    await expect(write(['way/b.yaml', 'b'])).rejects.toThrow('lies outside')
  })

  test('replaces a link by a file, and leaves alone what it points to', async () => {
    await write(['a.yaml', 'a'])
    writeFileSync(join(root, 'outside/b.yaml'), 'theirs')
    symlinkSync(join(root, 'outside/b.yaml'), join(root, 'folder/b.yaml'))
    await write(['b.yaml', 'ours'])
    expect(readFileSync(join(root, 'folder/b.yaml'), 'utf8')).toBe('ours')
    expect(readFileSync(join(root, 'outside/b.yaml'), 'utf8')).toBe('theirs')
  })
})
