import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { testPolicy } from 'pforte/policy'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PolicyName } from '#model/policy-name.ts'
import { NoTestsFound, testPolicyFolder } from '../src/library.ts'
import { buildShop, CORE, SHOP_MODULE, SHOP_POLICY } from './policy/policy-text.ts'
import { DOCUMENTS, faultsIn, type Texts } from './policy/test/in-memory.ts'

const CASE = `model_file: model.fga
tuples: [{user: user:anna, relation: owner, object: document:plan}]
tests:
  - name: owners view
    check: [{user: user:anna, object: document:plan, assertions: {viewer: true}}]
`

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pforte-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

async function write(texts: Texts): Promise<void> {
  for (const [file, text] of Object.entries(texts)) {
    await mkdir(dirname(join(directory, file)), { recursive: true })
    await writeFile(join(directory, file), text)
  }
}

/** What is wrong, a line each. */
async function faultsBelow(...paths: readonly string[]): Promise<readonly string[]> {
  const { findings, files } = await testPolicy(paths, { directory })
  return [
    ...findings.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`),
    ...files.flatMap(faultsIn),
  ]
}

describe('test files', () => {
  test('are found in folders and their folders, by globs, and by name', async () => {
    await write({
      'docs/model.fga': DOCUMENTS,
      'docs/store.fga.yaml': CASE,
      'docs/more/model.fga': DOCUMENTS,
      'docs/more/extra.pforte.yml': CASE,
      'docs/other.yaml': CASE,
      'docs/.hidden/store.fga.yaml': CASE,
      'docs/node_modules/store.fga.yaml': CASE,
    })
    const found = async (...words: readonly string[]) =>
      (await testPolicy(words, { directory })).files.map(({ file }) => file)
    expect(await found('docs')).toEqual(['docs/store.fga.yaml', 'docs/more/extra.pforte.yml'])
    expect(await found('docs/*.yaml')).toEqual(['docs/store.fga.yaml'])
    expect(await found('**/*.yml', './docs/store.fga.yaml')).toEqual([
      'docs/store.fga.yaml',
      'docs/more/extra.pforte.yml',
    ])
    expect(await found('docs/other.yaml')).toEqual(['docs/other.yaml'])
    expect((await testPolicy('docs', { directory })).passed).toBe(true)
  })

  test('must be there, and hold tests', async () => {
    await write({
      'docs/model.fga': DOCUMENTS,
      'none/a.fga.yaml': 'model_file: m.fga\n',
      'none/m.fga': DOCUMENTS,
    })
    await expect(testPolicy(['docs', 'nowhere'], { directory })).rejects.toThrow(
      new NoTestsFound(
        'no tests in `docs`, `nowhere`: it is not there, or no file in it is called like store.fga.yaml or matrix.pforte.yaml',
      ),
    )
    await expect(testPolicy('none', { directory })).rejects.toThrow(
      new NoTestsFound('no tests in `none/a.fga.yaml`: `tests` is empty there'),
    )
  })

  test('name nothing outside of their folder, be it by a link', async () => {
    await write({
      'secret.fga': DOCUMENTS,
      'secret.yaml': '- {user: user:anna, relation: owner, object: document:plan}\n',
      'docs/model.fga': DOCUMENTS,
      'docs/a.fga.yaml': `model_file: ../secret.fga\ntuple_file: ${join(directory, 'secret.yaml')}\n`,
      'docs/b.fga.yaml': 'model_file: linked.fga\ntuple_files: [linked/secret.yaml]\n',
      'docs/c.pforte.yaml': 'model_file: model.fga\nmatrix: linked.txt\n',
      'real.fga.yaml': CASE,
    })
    await symlink(join(directory, 'secret.fga'), join(directory, 'docs/linked.fga'))
    await symlink(directory, join(directory, 'docs/linked'))
    await symlink(join(directory, 'secret.yaml'), join(directory, 'docs/linked.txt'))
    await symlink(join(directory, 'real.fga.yaml'), join(directory, 'docs/d.fga.yaml'))
    expect(await faultsBelow('docs')).toEqual([
      'docs/a.fga.yaml:1:13: `../secret.fga` lies outside of the folder',
      `docs/a.fga.yaml:2:13: \`${join(directory, 'secret.yaml')}\` lies outside of the folder`,
      'docs/b.fga.yaml:1:13: `linked.fga` lies outside of the folder',
      'docs/b.fga.yaml:2:15: `linked/secret.yaml` lies outside of the folder',
      'docs/c.pforte.yaml:2:9: `linked.txt` lies outside of the folder',
      'docs/d.fga.yaml:1:1: `d.fga.yaml` lies outside of the folder',
    ])
  })
})

describe('an access matrix', () => {
  test('is written when that is wanted, and held to it afterwards', async () => {
    await write({
      'docs/model.fga': DOCUMENTS,
      'docs/a.pforte.yaml': `matrix: access.txt\n${CASE}`,
    })
    expect((await testPolicy('docs', { directory })).passed).toBe(false)
    const written = await testPolicy('docs', { directory, update: true })
    expect([written.passed, written.files[0]?.matrix?.kind]).toEqual([true, 'written'])
    expect(await readFile(join(directory, 'docs/access.txt'), 'utf8')).toContain(
      '\nuser:anna owner document:plan\n',
    )
    const again = await testPolicy('docs', { directory, update: true })
    expect([again.passed, again.files[0]?.matrix?.kind]).toEqual([true, 'same'])
    await write({ 'docs/a.pforte.yaml': `matrix: access.txt\n${CASE.replace('owner', 'viewer')}` })
    const changed = await testPolicy('docs', { directory })
    expect(changed.files[0]?.matrix).toMatchObject({
      kind: 'different',
      added: [],
      removed: ['user:anna owner document:plan'],
    })
  })

  test('is not written to where a link leads', async () => {
    await write({
      'docs/model.fga': DOCUMENTS,
      'docs/a.pforte.yaml': `matrix: access.txt\n${CASE}`,
    })
    await symlink(join(directory, 'outside.txt'), join(directory, 'docs/access.txt'))
    await expect(testPolicy('docs', { directory, update: true })).rejects.toThrow('ELOOP')
    await expect(readFile(join(directory, 'outside.txt'))).rejects.toThrow('ENOENT')
  })
})

describe('the folder of a policy', () => {
  const STORE = `model_file: model.fga
tests:
  - check: [{user: user:anna, object: order:7, assertions: {can_order_read: false}}]
`
  const sources = { 'shop/policy.yaml': SHOP_POLICY, 'shop/shop.fga': SHOP_MODULE }

  test('must be what its sources make, and is tested as it is checked in', async () => {
    const build = await buildShop()
    if (build.kind === 'findings') throw new Error('the shop has faults')
    const made = Object.fromEntries(
      [...build.built.made].map(([file, text]) => [`shop/${file}`, text]),
    )
    await write({ ...sources, ...made, 'shop/store.fga.yaml': STORE })
    expect(await faultsBelow('shop')).toEqual([])
    await write({ 'shop/shop.fga': SHOP_MODULE.replace('from shop or link', 'from shop') })
    expect(await faultsBelow('shop')).toEqual([
      'shop/model.fga:1:1: is not what the sources make; `pforte build` writes it anew',
    ])
  })

  test('must build', async () => {
    await write({
      ...sources,
      'shop/policy.yaml': SHOP_POLICY.replace('permissions: [order_read]', 'permissions: [orders]'),
      'shop/model.fga': 'model\n  schema 1.1\ntype user\n',
      'shop/store.fga.yaml': 'model_file: model.fga\ntests: [{name: later}]\n',
    })
    expect(await faultsBelow('shop')).toEqual([
      'shop/policy.yaml:19:19: `roles.clerk.permissions.0`: there is no permission `orders`',
      'shop/store.fga.yaml:2:9: warning: this test asks nothing: it has no assertions',
    ])
  })

  test('is tested in memory as it would be built', async () => {
    const folder = {
      name: 'shop' as PolicyName,
      files: new Map([
        ['policy.yaml', SHOP_POLICY],
        ['shop.fga', SHOP_MODULE],
        ['model.fga', 'stale'],
        ['store.fga.yaml', STORE],
        ['deep/model.fga', DOCUMENTS],
        ['deep/more.fga.yaml', CASE],
      ]),
    }
    const report = await testPolicyFolder(folder, CORE)
    expect(report.passed).toBe(true)
    expect(report.files.map(({ file }) => file)).toEqual(['deep/more.fga.yaml', 'store.fga.yaml'])
    const broken = new Map(folder.files).set('policy.yaml', 'title: 7')
    const { passed, findings } = await testPolicyFolder({ ...folder, files: broken }, CORE)
    expect([passed, findings.length > 0]).toEqual([false, true])
  })
})
