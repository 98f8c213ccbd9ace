/** Pforte's own doors: policies and their versions, and the tuples of a store in and out. */
import { Refusal } from '#authorizer/errors.ts'
import type { RemoteServer } from '#authorizer/remote/connection.ts'
import { jsonLines } from '#authorizer/remote/json-lines.ts'
import { ServerFailed } from '#authorizer/remote/server-failed.ts'
import type { ExportEnd, ExportHead } from '#model/export-form.ts'
import type { JsonObject } from '#model/json.ts'
import type { Tuple } from '#model/tuple.ts'
import { askDoor } from './ask-door.ts'

/** A version of a policy as the server keeps it. */
export interface PolicyVersion {
  readonly version: number
  readonly modelId: string
  readonly appliedAt: string
  /** The older version whose files it brought back. */
  readonly restores?: number
}

export interface AppliedPolicy extends PolicyVersion {
  /** The newest state of the store; opaque. */
  readonly revision: string
  readonly files: ReadonlyMap<string, string>
}

/** What an `apply` or a `rollback` came to. `roles` says what became of tenants' roles. */
export interface Applying extends PolicyVersion {
  readonly revision: string
  /** The store runs these very files: there is no new version. */
  readonly isUnchanged: boolean
  readonly roles: RolesAfter
}

/** What an apply did to the roles of tenants. A role in two of the lists is counted in both. */
interface RolesAfter {
  /** Copies of standard roles that changed with them. */
  readonly followed: readonly JsonObject[]
  /** Copies that somebody has edited, or whose standard role is gone. */
  readonly kept: readonly JsonObject[]
  /** Roles that lost a permission which is no more. */
  readonly stripped: readonly JsonObject[]
}

interface ApplyRequest {
  readonly files: ReadonlyMap<string, string>
  /** The server refuses if it has moved on from these. */
  readonly expectedVersion?: number
  readonly expectedRevision?: string
}

export interface StoreExport {
  readonly store: string
  readonly policyVersion?: number
  /** Absent: no model was written yet. */
  readonly model?: { readonly id: string; readonly json: JsonObject }
  readonly revision: string
  /** To be read once. Throws `ServerFailed` if the stream ends before it is whole. */
  readonly tuples: AsyncIterable<Tuple>
}

/** A store is named by its id, or by the policy's name. Every method throws as `askDoor` does. */
export interface PolicyClient {
  readonly url: string
  /** The newest version, or the one that is asked; undefined: there is no policy store of the name. */
  read(store: string, version?: number): Promise<AppliedPolicy | undefined>
  /** Newest first; undefined as of `read`. */
  versions(store: string): Promise<readonly PolicyVersion[] | undefined>
  /** Makes the store if there is none. */
  apply(store: string, request: ApplyRequest): Promise<Applying>
  rollback(store: string, version: number): Promise<Applying>
  exportStore(store: string): Promise<StoreExport>
  /** Resolves to how many are there now. Throws `LinesRefused`, too. */
  importTuples(store: string, tuples: AsyncIterable<Tuple> | Iterable<Tuple>): Promise<number>
}

export function policyClient(server: RemoteServer): PolicyClient {
  const policyPath = (store: string, rest = '') =>
    `/stores/${encodeURIComponent(store)}/policy${rest}`
  return {
    url: server.url,
    async read(store, version) {
      const query = version === undefined ? '' : `?version=${version}`
      return orAbsent(version, async () => {
        const answer = await askDoor(server, { path: policyPath(store, query) })
        return appliedPolicy(await json<PolicyAnswer>(answer))
      })
    },
    async versions(store) {
      return orAbsent(undefined, async () => {
        const answer = await askDoor(server, { path: policyPath(store, '/versions') })
        const { versions } = await json<{ readonly versions: readonly VersionAnswer[] }>(answer)
        return versions.map(policyVersion)
      })
    },
    async apply(store, { files, expectedVersion, expectedRevision }) {
      const body = {
        files: Object.fromEntries(files),
        ...(expectedVersion !== undefined && { expected_version: expectedVersion }),
        ...(expectedRevision !== undefined && { expected_revision: expectedRevision }),
      }
      return applying(await json(await askDoor(server, { path: policyPath(store), body })))
    },
    async rollback(store, version) {
      const answer = await askDoor(server, {
        path: policyPath(store, '/rollback'),
        body: { version },
      })
      return applying(await json(answer))
    },
    exportStore: (store) => exportStore(server, store),
    async importTuples(store, tuples) {
      const path = `/stores/${encodeURIComponent(store)}/import`
      const answer = await askDoor(server, { path, lines: tuples })
      return (await json<{ readonly tuples: number }>(answer)).tuples
    },
  }
}

/** No policy store of the name is no error, as long as no version of it was asked for. */
async function orAbsent<Answer>(
  version: number | undefined,
  read: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await read()
  } catch (error) {
    const isAbsent =
      error instanceof Refusal &&
      (error.code === 'store_id_not_found' || error.code === 'policy_version_not_found')
    if (isAbsent && version === undefined) return undefined
    throw error
  }
}

interface VersionAnswer {
  readonly version: number
  readonly authorization_model_id: string
  readonly applied_at: string
  readonly restores?: number
}

interface PolicyAnswer extends VersionAnswer {
  readonly revision: string
  readonly files: Readonly<Record<string, string>>
}

interface ApplyAnswer extends VersionAnswer {
  readonly revision: string
  readonly unchanged?: boolean
  readonly roles: RolesAfter
}

/** What a server of the same version answers. */
async function json<Answer>(answer: Response): Promise<Answer> {
  return (await answer.json()) as Answer
}

function policyVersion(answer: VersionAnswer): PolicyVersion {
  const { version, authorization_model_id, applied_at, restores } = answer
  return {
    version,
    modelId: authorization_model_id,
    appliedAt: applied_at,
    ...(restores !== undefined && { restores }),
  }
}

function appliedPolicy(answer: PolicyAnswer): AppliedPolicy {
  const { revision, files } = answer
  return { ...policyVersion(answer), revision, files: new Map(Object.entries(files)) }
}

function applying(answer: ApplyAnswer): Applying {
  const { revision, unchanged = false, roles } = answer
  return { ...policyVersion(answer), revision, isUnchanged: unchanged, roles }
}

async function exportStore(server: RemoteServer, store: string): Promise<StoreExport> {
  const { url } = server
  const answer = await askDoor(server, { path: `/stores/${encodeURIComponent(store)}/export` })
  const lines = jsonLines(answer.body ?? emptyBody())
  const first = await nextLine(lines, url)
  if (first === undefined) throw cut(url)
  const { policy_version, authorization_model_id: id = '', model, ...head } = first as ExportHead
  return {
    ...head,
    ...(policy_version !== undefined && { policyVersion: policy_version }),
    ...(model !== undefined && { model: { id, json: model } }),
    tuples: exportedTuples(lines, url),
  }
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // An answer without a body holds nothing.
}

/** The last line says how many tuples there were: a stream that was cut has no such line. */
async function* exportedTuples(lines: AsyncGenerator<unknown>, url: string): AsyncGenerator<Tuple> {
  let count = 0
  for (;;) {
    const line = (await nextLine(lines, url)) as ExportLine | undefined
    if (line === undefined) throw cut(url)
    if ('code' in line) throw new ServerFailed('broken', url, `ended the export: ${line.message}`)
    if ('tuples' in line) {
      if (line.tuples !== count) throw cut(url)
      return
    }
    count += 1
    const { condition, ...key } = line
    yield condition ? { ...key, condition } : key
  }
}

type ExportLine = ExportedTuple | ExportEnd | { readonly code: string; readonly message: string }

type ExportedTuple = Omit<Tuple, 'condition'> & { readonly condition?: Tuple['condition'] | null }

async function nextLine(lines: AsyncGenerator<unknown>, url: string): Promise<unknown> {
  try {
    const { value, done } = await lines.next()
    return done === true ? undefined : value
  } catch {
    // The connection broke, or a line did.
    throw cut(url)
  }
}

function cut(url: string): ServerFailed {
  return new ServerFailed('broken', url, 'ended the export before it was whole')
}
