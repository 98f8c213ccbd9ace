/** Every policy folder as it is checked in: current, passing its tests, with a demo that holds. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { policyFolders, readPolicyFolder } from '#files/folder-on-disk.ts'
import { buildPolicy, staleFiles } from '#policy/build-policy.ts'
import { readDemo } from '#policy/demo.ts'
import { demoTuples } from '#policy/demo-tuples.ts'
import { testPolicy } from '../../src/library.ts'
import { isAllowed, storeWith } from '../authorizer/embedded-store.ts'

const core = readFileSync('model.fga', 'utf8')

async function built(name: string) {
  const folder = await readPolicyFolder(`policies/${name}`)
  const build = await buildPolicy(core, folder)
  if (build.kind === 'findings') throw new Error(JSON.stringify(build.findings))
  return { folder, ...build.built }
}

it('there are the five systems', async () => {
  expect(await policyFolders('policies')).toEqual(['commerce', 'forms', 'machine', 'org', 'spaces'])
})

describe.each(['org', 'spaces', 'forms', 'machine', 'commerce'])('policies/%s', (name) => {
  it('is what a build makes of it, without warnings', async () => {
    const { folder, ...policy } = await built(name)
    expect(staleFiles(folder, policy)).toEqual([])
    expect(policy.warnings).toEqual([])
  })

  it('passes its tests', async () => {
    const { passed, files } = await testPolicy(`policies/${name}`)
    expect(passed).toBe(true)
    expect(files.length).toBeGreaterThan(1)
  })

  it('has labels in German and English that differ from its keys', async () => {
    const { policy } = await built(name)
    const labelled = [...policy.permissions, ...policy.roles, ...policy.features]
    for (const [key, { label }] of labelled) {
      expect([label.de, label.en]).not.toContain(key)
    }
    // The product's own words may be the same in both, but not all of them.
    expect([...policy.permissions].some(([, { label }]) => label.de !== label.en)).toBe(true)
  })

  it('has a demo whose questions are answered as it says', async () => {
    const { folder, policy, made } = await built(name)
    const demo = readDemo(folder.files.get('demo.yaml') ?? '', policy)
    if (demo.kind === 'findings') throw new Error(JSON.stringify(demo.findings))
    const { tenants, questions } = demo.value
    expect(questions).toHaveLength(5)
    const allowed = new Set(questions.map((question) => question.allowed))
    expect(allowed).toEqual(new Set([true, false]))
    const members = Object.values(tenants).flatMap((tenant) => Object.keys(tenant.members))
    expect(members.length).toBeGreaterThanOrEqual(8)
    const store = await storeWith(made.get('model.fga') ?? '', demoTuples(demo.value, policy))
    const context = { now: new Date(Date.now()).toISOString() }
    for (const { user, relation, object, ...question } of questions) {
      expect(
        await isAllowed(store, `${object}#${relation}@${user}`, { context }),
        question.text.en,
      ).toBe(question.allowed)
    }
  })
})
