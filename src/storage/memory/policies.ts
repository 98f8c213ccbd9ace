/** Versions of policies of one store in memory. */
import { parseObject } from '#model/tuple.ts'
import type { CommitResult, NewPolicy, PolicyCommit } from '#storage/datastore.ts'
import { addModel, findRefusal, type StoreContents, writeTuples } from './store-contents.ts'

/** As the next version. */
export function addPolicy(contents: StoreContents, policy: NewPolicy, restores?: number): void {
  const { model, files, assertions } = policy
  addModel(contents, model)
  contents.assertions.set(model.id, assertions)
  const version = {
    version: newestVersion(contents) + 1,
    modelId: model.id,
    appliedAt: model.createdAt,
    files,
  }
  contents.policies.push(restores === undefined ? version : { ...version, restores })
}

/** Changes nothing unless all of it can be done. */
export function commitPolicy(contents: StoreContents, commit: PolicyCommit): CommitResult {
  const { expected, writes, deletes } = commit
  const { revision } = contents
  const version = newestVersion(contents)
  if (version !== expected.version || revision !== (expected.revision ?? revision)) {
    return { kind: 'moved', version, revision }
  }
  const write = { writes, deletes, onDuplicate: 'error', onMissing: 'error' } as const
  const isRefused = findRefusal(contents, write) !== undefined
  if (isRefused || isTouched(contents, expected)) return { kind: 'touched' }
  addPolicy(contents, commit, commit.restores)
  writeTuples(contents, write, commit.model.createdAt)
  return { kind: 'committed', version: version + 1, revision: contents.revision }
}

function newestVersion({ policies }: StoreContents): number {
  return policies.at(-1)?.version ?? 0
}

function isTouched({ log }: StoreContents, { untouched }: PolicyCommit['expected']): boolean {
  return (
    untouched !== undefined &&
    log.some(
      ({ revision, tuple }) =>
        revision > untouched.since && parseObject(tuple.object)?.type === untouched.objectType,
    )
  )
}
