/**
 * PORT. Every operation of the OpenFGA API in the house's own types, and Pforte's own beside them.
 * Doors, CLI and policy tests know this and nothing behind it. Any method may throw a `Refusal`
 * (`errors.ts`) or `DatastoreUnavailable`; an error is never an answer.
 */
import type { Explanation } from '#engine/explanation.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { Subject, Tuple, TupleKey } from '#model/tuple.ts'
import type { UsersetTree } from '#model/userset-tree.ts'

/** How fresh the facts of an answer must be. Tokens are those of `Answered.revision`. */
export type Consistency =
  | { readonly kind: 'minimizeLatency' }
  | { readonly kind: 'higherConsistency' }
  | { readonly kind: 'atLeast'; readonly token: string }
  /** A point in time: the facts and the newest model of that revision. */
  | { readonly kind: 'at'; readonly token: string }

/** What every query carries. */
export interface QueryOptions {
  /** Absent: the newest model of the store. */
  readonly modelId?: ModelId
  readonly contextualTuples: readonly Tuple[]
  readonly context: JsonObject
  readonly consistency: Consistency
}

/** What every answer of a query carries. */
export interface Answered {
  readonly modelId: ModelId
  /** Opaque; names the state of the store that was asked. Empty of a server that has no such thing. */
  readonly revision: string
}

export interface StoreDescription {
  readonly id: StoreId
  readonly name: string
  readonly createdAt: number
  readonly updatedAt: number
  /** Absent in ordinary stores. */
  readonly policyName?: PolicyName
}

/** `pageSize` is validated by the door; an absent token asks for the first page. */
export interface Paging {
  readonly pageSize: number
  readonly continuationToken?: string
}

/** `continuationToken` is absent on the last page (of `readChanges`: never absent once there are changes). */
export interface Paged<Item> {
  readonly items: readonly Item[]
  readonly continuationToken?: string
}

export interface ModelDescription {
  readonly id: ModelId
  /** OpenFGA's JSON of the model, with its id. */
  readonly json: JsonObject
}

export interface WriteRequest {
  readonly modelId?: ModelId
  readonly writes: readonly Tuple[]
  readonly deletes: readonly TupleKey[]
  readonly onDuplicate: 'error' | 'ignore'
  readonly onMissing: 'error' | 'ignore'
}

/**
 * `{}` reads all. A filter with any field, be it empty, must name an object, or a type
 * (`document:`) and a user; other empty fields count as absent.
 */
export interface ReadFilter {
  readonly object?: string
  readonly relation?: string
  readonly user?: string
}

export interface TupleRecord {
  readonly tuple: Tuple
  readonly writtenAt: number
}

export interface ChangeRecord {
  /** Of a delete, the key alone. */
  readonly tuple: Tuple
  readonly operation: 'write' | 'delete'
  readonly at: number
}

export interface CheckRequest extends QueryOptions {
  readonly tupleKey: TupleKey
}

export interface BatchCheckItem {
  readonly correlationId: string
  readonly tupleKey: TupleKey
  readonly contextualTuples: readonly Tuple[]
  readonly context: JsonObject
}

export type BatchCheckOutcome =
  | { readonly kind: 'decided'; readonly allowed: boolean }
  /** The item's own fault; the other items are answered all the same. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }

export interface ListPaging {
  /** Absent: the door's limit of 1,000 and no pages. */
  readonly pageSize?: number
  readonly continuationToken?: string
}

/** What a list left out and why it may not be whole. */
export interface Completeness {
  /** False: an object could not be decided, or the answer was cut. */
  readonly complete: boolean
  readonly continuationToken?: string
}

export interface ListObjectsRequest extends QueryOptions {
  readonly user: string
  readonly relation: string
  readonly type: string
  readonly paging: ListPaging
}

export interface ListUsersRequest extends QueryOptions {
  readonly object: { readonly type: string; readonly id: string }
  readonly relation: string
  readonly filter: { readonly type: string; readonly relation?: string }
  readonly paging: ListPaging
}

export interface ExpandRequest {
  readonly modelId?: ModelId
  readonly object: string
  readonly relation: string
  readonly contextualTuples: readonly Tuple[]
  readonly consistency: Consistency
}

export interface Assertion {
  readonly tupleKey: TupleKey
  readonly expectation: boolean
  readonly contextualTuples: readonly Tuple[]
  readonly context?: JsonObject
}

export interface Authorizer {
  createStore(name: string): Promise<StoreDescription>
  readStore(store: StoreId): Promise<StoreDescription>
  /** The ordinary ones. */
  listStores(filter: { readonly name?: string }, paging: Paging): Promise<Paged<StoreDescription>>
  deleteStore(store: StoreId): Promise<void>

  /** Validates and keeps a model given in OpenFGA's JSON. */
  writeModel(store: StoreId, json: JsonObject): Promise<ModelId>
  readModel(store: StoreId, model: ModelId): Promise<ModelDescription>
  /** Newest first. */
  listModels(store: StoreId, paging: Paging): Promise<Paged<ModelDescription>>

  write(store: StoreId, request: WriteRequest): Promise<{ readonly revision: string }>
  read(store: StoreId, filter: ReadFilter, paging: Paging): Promise<Paged<TupleRecord>>
  readChanges(
    store: StoreId,
    filter: { readonly type?: string; readonly since?: number },
    paging: Paging,
  ): Promise<Paged<ChangeRecord>>

  check(store: StoreId, request: CheckRequest): Promise<Answered & { readonly allowed: boolean }>
  batchCheck(
    store: StoreId,
    request: Pick<QueryOptions, 'modelId' | 'consistency'> & {
      readonly checks: readonly BatchCheckItem[]
    },
  ): Promise<Answered & { readonly results: ReadonlyMap<string, BatchCheckOutcome> }>
  expand(store: StoreId, request: ExpandRequest): Promise<Answered & { readonly root: UsersetTree }>
  listObjects(
    store: StoreId,
    request: ListObjectsRequest,
  ): Promise<Answered & Completeness & { readonly objects: readonly string[] }>
  /** As `listObjects`, without a limit; objects arrive as they are found, none twice. */
  streamObjects(
    store: StoreId,
    request: Omit<ListObjectsRequest, 'paging'>,
  ): Promise<Answered & { readonly objects: AsyncIterable<string> }>
  listUsers(
    store: StoreId,
    request: ListUsersRequest,
  ): Promise<Answered & Completeness & { readonly users: readonly Subject[] }>

  writeAssertions(store: StoreId, model: ModelId, assertions: readonly Assertion[]): Promise<void>
  /** Empty when none were written. */
  readAssertions(store: StoreId, model: ModelId): Promise<readonly Assertion[]>

  /** Why a check came out as it did; absent where the backend cannot say. */
  readonly explain?: (
    store: StoreId,
    request: CheckRequest,
  ) => Promise<Answered & { readonly explanation: Explanation }>

  /** Whether questions can be answered now; throws `DatastoreUnavailable` if not. */
  ready(): Promise<void>
  close(): Promise<void>
}

/** A version of a policy: what one apply made. They count up from 1, without gaps. */
export interface PolicyVersion {
  readonly version: number
  /** The model that came with it, and with no other. */
  readonly modelId: ModelId
  readonly appliedAt: number
  /** The older version whose files it brought back. */
  readonly restores?: number
}

/** What a version keeps beside its model. */
export interface PolicyContents {
  /** The texts of its folder by their path. */
  readonly files: ReadonlyMap<string, string>
  readonly assertions: readonly Assertion[]
}

/** The next version of a policy, with the tuples that change with it. */
export interface PolicyCommit extends PolicyContents {
  /** The model in OpenFGA's JSON. */
  readonly json: JsonObject
  readonly restores?: number
  /** What is written must be allowed by the new model. */
  readonly writes: readonly Tuple[]
  readonly deletes: readonly TupleKey[]
  readonly expected: {
    /** The newest one so far. */
    readonly version: number
    /** The newest revision so far, as a token. */
    readonly revision?: string
    /** No tuple of the type was written or deleted after the revision, which is a token. */
    readonly untouched?: { readonly objectType: string; readonly since: string }
  }
}

/** A commit that does not come about changes nothing. */
export type CommitOutcome =
  | { readonly kind: 'committed'; readonly policy: PolicyVersion; readonly revision: string }
  /** Another version or revision than the expected one is the newest. */
  | { readonly kind: 'moved'; readonly version: number }
  /** A tuple of the type was touched, one to be written is there, or one to be deleted is not. */
  | { readonly kind: 'touched' }

export interface ExportedTuples {
  /** Absent where there is no model, and so no tuple either. */
  readonly model?: ModelDescription
  /** Absent in ordinary stores. */
  readonly policy?: PolicyVersion
  readonly revision: string
  /**
   * In order of object type, object, relation and user. To be read once. Throws `ExportOvertaken`,
   * and `StoreNotFound` if the store is deleted meanwhile.
   */
  readonly pages: AsyncIterable<readonly Tuple[]>
}

/** An authorizer whose stores may be those of policies: more than an OpenFGA server has. */
export interface PolicyAuthorizer extends Authorizer {
  /**
   * Creates a policy store with version 1 of its policy, the model given in OpenFGA's JSON, unless
   * there is one of the name: the first stays as it is. Returns the id of the store that has the name.
   */
  createPolicyStore(name: PolicyName, json: JsonObject, contents?: PolicyContents): Promise<StoreId>
  /** The policy store of a name. It stands before every request that names one, so it must be cheap. */
  resolveStore(name: PolicyName): Promise<StoreId | undefined>

  /** Makes the next version: model, assertions and tuples, all or nothing. */
  commitPolicy(store: StoreId, commit: PolicyCommit): Promise<CommitOutcome>
  /**
   * A version with its texts, or the newest; `revision` is the store's newest. Throws
   * `PolicyVersionNotFound`.
   */
  readPolicy(
    store: StoreId,
    version?: number,
  ): Promise<PolicyVersion & { readonly files: PolicyContents['files']; readonly revision: string }>
  /** Newest first. Throws `PolicyVersionNotFound` where there is none. */
  listPolicyVersions(store: StoreId): Promise<readonly PolicyVersion[]>

  /**
   * All tuples of one state of the store, the newest, or those of one object type. They come in pages
   * as they are taken, and are of that state however long that lasts. Throws `StoreNotFound`.
   */
  exportTuples(store: StoreId, objectType?: string): Promise<ExportedTuples>
}
