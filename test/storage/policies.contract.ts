import { describe, expect, test } from 'vitest'
import type { ModelId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'
import {
  type Datastore,
  type NewPolicy,
  type PolicyCommit,
  StoreMissing,
} from '#storage/datastore.ts'
import {
  addStore,
  key,
  LATER_MODEL,
  MODEL,
  NOON,
  OTHER,
  readAll,
  STORE,
  writing,
} from './sample-tuples.ts'

const LATER = NOON + 60_000

function policy(id: ModelId, createdAt: number, title: string): NewPolicy {
  return {
    model: { id, json: `{"title":"${title}"}`, createdAt },
    files: `{"policy.yaml":"title: ${title}"}`,
    assertions: `["${title}"]`,
  }
}

/** The second version of the kitchen: cooks lose the cellar and get the roof. */
function secondVersion(changed: Partial<PolicyCommit> = {}): PolicyCommit {
  return {
    ...policy(LATER_MODEL, LATER, 'Kitchen with a roof'),
    writes: [key('role:cook#roof@user:*')],
    deletes: [key('role:cook#cellar@user:*')],
    expected: { version: 1 },
    ...changed,
  }
}

/** What applies tell each other through the datastore: versions of a policy, committed whole. */
export function describePolicies(name: string, open: () => Promise<Datastore>): void {
  async function openKitchen(): Promise<Datastore> {
    const datastore = await open()
    const dated = { createdAt: NOON, updatedAt: NOON }
    const store = { id: STORE, name: 'kitchen', policyName: 'kitchen' as PolicyName, ...dated }
    await datastore.createPolicyStore(store, policy(MODEL, NOON, 'Kitchen'))
    await datastore.write(STORE, writing(['role:cook#cellar@user:*']), NOON)
    return datastore
  }

  /** All that a commit changes, to see that a refused one changes nothing. */
  async function stateOf(datastore: Datastore) {
    return {
      policy: await datastore.readPolicy(STORE),
      versions: await datastore.listPolicyVersions(STORE),
      model: await datastore.readLatestModel(STORE),
      assertions: await datastore.readAssertions(STORE, LATER_MODEL),
      tuples: await readAll(datastore),
      revision: await datastore.readRevision(STORE),
    }
  }

  describe(`${name}: policies`, () => {
    test('begin with the version that their store was made of', async () => {
      const datastore = await openKitchen()
      const first = { version: 1, modelId: MODEL, appliedAt: NOON }
      const files = '{"policy.yaml":"title: Kitchen"}'
      expect(await datastore.readPolicy(STORE)).toEqual({ ...first, files, revision: 2 })
      expect(await datastore.listPolicyVersions(STORE)).toEqual([first])
      expect(await datastore.readPolicy(STORE, 2)).toBeUndefined()
      expect(await datastore.readPolicy(OTHER)).toBeUndefined()
      expect(await datastore.listPolicyVersions(OTHER)).toEqual([])
      await datastore.close()
    })

    test('take their model, assertions and tuples with a version, and keep the older ones', async () => {
      const datastore = await openKitchen()
      expect(await datastore.commitPolicy(STORE, secondVersion())).toEqual({
        kind: 'committed',
        version: 2,
        revision: 4,
      })
      expect(await stateOf(datastore)).toEqual({
        policy: {
          version: 2,
          modelId: LATER_MODEL,
          appliedAt: LATER,
          files: '{"policy.yaml":"title: Kitchen with a roof"}',
          revision: 4,
        },
        versions: [
          { version: 2, modelId: LATER_MODEL, appliedAt: LATER },
          { version: 1, modelId: MODEL, appliedAt: NOON },
        ],
        model: {
          id: LATER_MODEL,
          json: '{"title":"Kitchen with a roof"}',
          createdAt: LATER,
          revision: 3,
        },
        assertions: '["Kitchen with a roof"]',
        tuples: ['role:cook#roof@user:*'],
        revision: 4,
      })
      const log = await datastore.readChangesSince(STORE, 2, 10)
      expect(log.map(({ operation, at, revision }) => [operation, at, revision])).toEqual([
        ['delete', LATER, 4],
        ['write', LATER, 4],
      ])
      expect(await datastore.readPolicy(STORE, 1)).toMatchObject({
        version: 1,
        files: '{"policy.yaml":"title: Kitchen"}',
      })
      expect(await datastore.readAssertions(STORE, MODEL)).toBe('["Kitchen"]')
      await datastore.close()
    })

    test('take one revision for a version without tuples, and say what it restores', async () => {
      const datastore = await openKitchen()
      const commit = secondVersion({ writes: [], deletes: [], restores: 1 })
      expect(await datastore.commitPolicy(STORE, commit)).toMatchObject({ revision: 3 })
      expect(await datastore.readPolicy(STORE)).toMatchObject({ version: 2, restores: 1 })
      expect((await datastore.listPolicyVersions(STORE))[0]).toMatchObject({ restores: 1 })
      await datastore.close()
    })

    test.each<[string, PolicyCommit['expected'], object]>([
      [
        'an older version than the newest',
        { version: 0 },
        { kind: 'moved', version: 1, revision: 2 },
      ],
      [
        'a version that is not there yet',
        { version: 2 },
        { kind: 'moved', version: 1, revision: 2 },
      ],
      [
        'an older revision',
        { version: 1, revision: 1 },
        { kind: 'moved', version: 1, revision: 2 },
      ],
      [
        'a type that was touched since',
        { version: 1, untouched: { objectType: 'role', since: 1 } },
        { kind: 'touched' },
      ],
    ])('refuse a commit that expects %s, and change nothing', async (_, expected, result) => {
      const datastore = await openKitchen()
      const before = await stateOf(datastore)
      expect(await datastore.commitPolicy(STORE, secondVersion({ expected }))).toEqual(result)
      expect(await stateOf(datastore)).toEqual(before)
      await datastore.close()
    })

    test('take a commit that expects what is so', async () => {
      const datastore = await openKitchen()
      await datastore.write(STORE, writing(['group:x#member@user:anne']), NOON)
      const untouched = { objectType: 'role', since: 2 }
      const commit = secondVersion({ expected: { version: 1, revision: 3, untouched } })
      expect(await datastore.commitPolicy(STORE, commit)).toMatchObject({ kind: 'committed' })
      await datastore.close()
    })

    test.each<[string, Partial<PolicyCommit>]>([
      ['is there already', { writes: [key('role:cook#cellar@user:*')], deletes: [] }],
      ['is not there', { deletes: [key('role:cook#attic@user:*')] }],
    ])('refuse a commit with a tuple that %s, and change nothing', async (_, changed) => {
      const datastore = await openKitchen()
      const before = await stateOf(datastore)
      const result = await datastore.commitPolicy(STORE, secondVersion(changed))
      expect(result).toEqual({ kind: 'touched' })
      expect(await stateOf(datastore)).toEqual(before)
      await datastore.close()
    })

    test('take one of two commits of the same version', async () => {
      const datastore = await openKitchen()
      const other = '01BX5ZZKBKACTAV9WEVGEMMVS1' as ModelId
      const rival = secondVersion({ ...policy(other, LATER, 'Rival'), writes: [], deletes: [] })
      const results = await Promise.all([
        datastore.commitPolicy(STORE, secondVersion()),
        datastore.commitPolicy(STORE, rival),
      ])
      expect(results.map(({ kind }) => kind).sort()).toEqual(['committed', 'moved'])
      expect(await datastore.listPolicyVersions(STORE)).toHaveLength(2)
      await datastore.close()
    })

    test('are not committed to a store that is not there', async () => {
      const datastore = await openKitchen()
      await expect(datastore.commitPolicy(OTHER, secondVersion())).rejects.toThrow(StoreMissing)
      await addStore(datastore, OTHER)
      expect(await datastore.readPolicy(OTHER)).toBeUndefined()
      expect(await datastore.readRevision(OTHER)).toBe(0)
      await datastore.close()
    })

    test('are gone with their store', async () => {
      const datastore = await openKitchen()
      await datastore.deleteStore(STORE)
      expect(await datastore.readPolicy(STORE)).toBeUndefined()
      expect(await datastore.listPolicyVersions(STORE)).toEqual([])
      await datastore.close()
    })

    test('the time of a revision is that of its write or its model', async () => {
      const datastore = await openKitchen()
      await datastore.commitPolicy(STORE, secondVersion())
      const times = [0, 1, 2, 3, 4, 5].map((revision) =>
        datastore.readRevisionTime(STORE, revision),
      )
      expect(await Promise.all(times)).toEqual([undefined, NOON, NOON, LATER, LATER, undefined])
      expect(await datastore.readRevisionTime(OTHER, 1)).toBeUndefined()
      await datastore.close()
    })
  })
}
