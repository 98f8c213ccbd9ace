/** docs/policies.md, followed to the letter: the policy that it writes builds, and passes its tests. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { PolicyName } from '#model/policy-name.ts'
import { testPolicyFolder } from '../../src/library.ts'

const FILES = ['policy.yaml', 'library.fga', 'store.fga.yaml', 'roles.pforte.yaml']

const text = readFileSync('docs/policies.md', 'utf8')
const blocks = [...text.matchAll(/^```(?:yaml|fga)\n([\s\S]*?)^```$/gm)].map(
  ([, block = '']) => block,
)

it('has a block for each file', () => {
  expect(blocks).toHaveLength(FILES.length)
})

it('builds, and passes its tests', async () => {
  const files = new Map(FILES.map((file, index) => [file, blocks[index] ?? '']))
  const folder = { name: 'library' as PolicyName, files }
  const report = await testPolicyFolder(folder, readFileSync('model.fga', 'utf8'))
  expect(report.findings).toEqual([])
  expect(report.files.flatMap(({ findings }) => findings)).toEqual([])
  expect(report.passed).toBe(true)
  expect(report.files.map(({ file }) => file)).toEqual(['roles.pforte.yaml', 'store.fga.yaml'])
})
