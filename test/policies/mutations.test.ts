/** Every policy is broken in many ways, one at a time; each time a test of its own folder must say so. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readPolicyFolder } from '#files/folder-on-disk.ts'
import { testPolicyFolder } from '../../src/library.ts'
import { mutations as commerce } from './mutations/commerce.ts'
import { coreMutations } from './mutations/core.ts'
import { mutations as forms } from './mutations/forms.ts'
import { mutations as machine } from './mutations/machine.ts'
import type { Mutation } from './mutations/mutation.ts'
import { mutations as org } from './mutations/org.ts'
import { mutations as spaces } from './mutations/spaces.ts'

const core = readFileSync('model.fga', 'utf8')

describe.each(Object.entries({ org, spaces, forms, machine, commerce }))(
  'policies/%s',
  (name, own) => {
    const mutations = [...own, ...coreMutations]

    it('passes its tests as it is, built anew', async () => {
      const report = await testPolicyFolder(await readPolicyFolder(`policies/${name}`), core)
      expect(report.passed).toBe(true)
    })

    it('is broken in ten ways at least, each another', () => {
      expect(new Set(mutations.map((mutation) => JSON.stringify(mutation))).size).toBe(
        mutations.length,
      )
      expect(mutations.length).toBeGreaterThanOrEqual(10)
    })

    it.each(mutations)('turns red: $name', async (mutation) => {
      const folder = await readPolicyFolder(`policies/${name}`)
      const report = await mutated(folder, mutation)
      // A policy that does not build proves nothing: red is a wrong answer, or a fact that has no place.
      expect(report.findings).toEqual([])
      const wrong = report.files.flatMap(({ tests, matrix }) => [
        ...tests.flatMap(({ results }) => results.filter(({ passed }) => !passed)),
        ...tests.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'error')),
        ...(matrix?.kind === 'different' ? [matrix] : []),
      ])
      expect(wrong.length).toBeGreaterThan(0)
    })
  },
)

async function mutated(
  folder: Awaited<ReturnType<typeof readPolicyFolder>>,
  { file, find, replace }: Mutation,
) {
  const text = file === 'core' ? core : (folder.files.get(file) ?? '')
  // Once and no more: else it would not be said what was broken.
  expect(text.split(find)).toHaveLength(2)
  const broken = text.replace(find, () => replace)
  if (file === 'core') return testPolicyFolder(folder, broken)
  return testPolicyFolder({ ...folder, files: new Map([...folder.files, [file, broken]]) }, core)
}
