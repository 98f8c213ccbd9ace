/** docs/policies.md, followed to the letter: the policy that it writes builds, and passes its tests. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { PolicyName } from '#model/policy-name.ts'
import { readDemo } from '#policy/demo.ts'
import { demoTuples } from '#policy/demo-tuples.ts'
import { readPolicy } from '#policy/read-policy.ts'
import { testPolicyFolder } from '../../src/library.ts'

const FILES = ['policy.yaml', 'library.fga', 'store.fga.yaml', 'roles.pforte.yaml', 'demo.yaml']

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

it('has a demo in which somebody holds a role', () => {
  const policy = readPolicy(blocks[0] ?? '')
  if (policy.kind === 'findings') throw new Error('the policy is sound')
  const demo = readDemo(blocks[4] ?? '', policy.value)
  if (demo.kind === 'findings')
    throw new Error(demo.findings.map(({ message }) => message).join('; '))
  const roles = demoTuples(demo.value, policy.value).filter(({ relation }) => relation === 'role')
  expect(roles).toHaveLength(2)
})
