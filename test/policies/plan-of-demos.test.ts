/** What a plan says of the demos, held to the truth: everybody asked everything, before and after the apply. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { PolicyAuthorizer } from '#authorizer/authorizer.ts'
import { readPolicyFolder } from '#files/folder-on-disk.ts'
import type { StoreId } from '#model/ids.ts'
import { parseObject, type Tuple } from '#model/tuple.ts'
import { applyPolicy } from '#policy/apply-policy.ts'
import { type BuiltPolicy, buildPolicy } from '#policy/build-policy.ts'
import { fillDemo } from '#policy/fill-demo.ts'
import { changesOf } from '#policy/plan/access-impact.ts'
import { makePlan } from '#policy/plan/plan.ts'
import type { PolicyFolder } from '#policy/policy-folder.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { asking, authorizerOver } from '../authorizer/embedded-store.ts'
import { mutations as commerce } from './mutations/commerce.ts'
import { mutations as forms } from './mutations/forms.ts'
import { mutations as machine } from './mutations/machine.ts'
import type { Mutation } from './mutations/mutation.ts'
import { mutations as org } from './mutations/org.ts'
import { mutations as spaces } from './mutations/spaces.ts'

const core = readFileSync('model.fga', 'utf8')

/** The clock of the tests' authorizer stands then. */
const NOW = Date.UTC(2026, 0, 1)

/** Of a policy's changes, so many of each file: the whole list takes minutes. */
const OF_EACH_FILE = 2

describe.each(Object.entries({ org, spaces, forms, machine, commerce }))(
  '%s',
  (name, mutations) => {
    const byFile = Map.groupBy(mutations, ({ file }) => file)
    byFile.delete('core')
    const chosen = [...byFile.values()].flatMap((same) => same.slice(0, OF_EACH_FILE))

    let changes = 0

    it.each(chosen)('loses and gains what its plan says: $name', async (mutation) => {
      const running = await readPolicyFolder(`policies/${name}`)
      const next = await mutated(running, mutation)
      const { authorizer, store } = await filled(running)
      const before = await exported(authorizer, store)
      const plan = await makePlan({
        ...next,
        now: NOW,
        pause: () => Promise.resolve(),
        snapshot: { version: 1, ...before, files: running.files },
      })
      const everything = questionsOf(before.tuples, next.built)
      const was = await allowed(authorizer, store, everything)
      const applying = await applyPolicy({ authorizer, coreModel: core }, next.folder)
      expect(applying.kind).toBe('applied')
      const is = await allowed(authorizer, store, everything)
      const told = [...changesOf(plan.impact)].map(
        ({ kind, subject, relation, object }) => `${kind} ${subject} ${relation} ${object}`,
      )
      changes += told.length
      expect(new Set(told)).toEqual(
        new Set([
          ...[...was].filter((question) => !is.has(question)).map((question) => `lost ${question}`),
          ...[...is]
            .filter((question) => !was.has(question))
            .map((question) => `gained ${question}`),
        ]),
      )
    })

    it('is changed for somebody by some of these', () => {
      expect(changes).toBeGreaterThan(0)
    })
  },
)

async function mutated(
  { name, files }: PolicyFolder,
  { file, find, replace }: Mutation,
): Promise<{ readonly folder: PolicyFolder; readonly built: BuiltPolicy }> {
  const changed = new Map([...files, [file, (files.get(file) ?? '').replace(find, () => replace)]])
  const build = await buildPolicy(core, { name, files: changed })
  if (build.kind === 'findings') throw new Error(JSON.stringify(build.findings))
  return { folder: { name, files: new Map([...changed, ...build.built.made]) }, built: build.built }
}

async function filled(folder: PolicyFolder) {
  const authorizer = authorizerOver(memoryDatastore())
  await applyPolicy({ authorizer, coreModel: core }, folder)
  await fillDemo(authorizer, [folder])
  const store = await authorizer.resolveStore(folder.name)
  if (store === undefined) throw new Error('the policy was not applied')
  return { authorizer, store }
}

async function exported(authorizer: PolicyAuthorizer, store: StoreId) {
  const { model, revision, pages } = await authorizer.exportTuples(store)
  if (model === undefined) throw new Error('a policy has a model')
  const tuples: Tuple[] = []
  for await (const page of pages) tuples.push(...page)
  return { modelId: model.id, model: model.json, revision, tuples }
}

interface Question {
  readonly user: string
  readonly relation: string
  readonly object: string
}

/** Every person, link and group, every relation that is asked from outside, every object. */
function questionsOf(tuples: readonly Tuple[], { json }: BuiltPolicy): readonly Question[] {
  const users = new Set(
    tuples.map(({ user }) => user).filter((user) => /^(?:user|link|contact):[^*]|#/.test(user)),
  )
  const objects = new Set(tuples.map(({ object }) => object))
  const types = json.type_definitions as unknown as readonly { type: string; relations?: object }[]
  const relations = new Map(
    types.map(({ type, relations }) => [
      type,
      Object.keys(relations ?? {}).filter((relation) => relation.startsWith('can_')),
    ]),
  )
  return [...users].flatMap((user) =>
    [...objects].flatMap((object) =>
      (relations.get(parseObject(object)?.type ?? '') ?? []).map((relation) => ({
        user,
        relation,
        object,
      })),
    ),
  )
}

async function allowed(
  authorizer: PolicyAuthorizer,
  store: StoreId,
  questions: readonly Question[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const tupleKey of questions) {
    const answer = await authorizer.check(store, { tupleKey, ...asking() })
    if (answer.allowed) found.add(`${tupleKey.user} ${tupleKey.relation} ${tupleKey.object}`)
  }
  return found
}
