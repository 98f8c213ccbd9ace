/**
 * PORT. Where stores, models, tuples, their change log and assertions are kept. Every write is one
 * atomic batch that takes the store's next revision and appends to its log; nothing here decides
 * who may do what. Text compares binary. Dates are epoch milliseconds.
 *
 * Failures of the database itself are thrown as `DatastoreUnavailable` (reads and writes may be
 * tried again) or `DatastoreCorrupt` (they may not), and never carry a statement, a parameter or a
 * driver's message. Reads of a store that is not there are empty; writes to it throw `StoreMissing`
 * and leave nothing behind, also when they race with the deletion.
 */
import type { FactsNeed } from '#model/facts-need.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'

/** Position in a store's change log: 0 before the first write, then counting up by one a write. */
export type Revision = number

export interface Store {
  readonly id: StoreId
  readonly name: string
  readonly createdAt: number
  readonly updatedAt: number
  /** Absent in ordinary stores. No two stores have the same. */
  readonly policyName?: PolicyName
}

export interface PolicyStore extends Store {
  readonly policyName: PolicyName
}

/** A model as stored: the normalised OpenFGA JSON of it, and the revision its writing took. */
export interface StoredModel {
  readonly id: ModelId
  readonly json: string
  readonly createdAt: number
  readonly revision: Revision
}

export type NewModel = Omit<StoredModel, 'revision'>

export interface StoredTuple extends Tuple {
  readonly writtenAt: number
}

export interface Change {
  readonly operation: 'write' | 'delete'
  /** For a delete, the key alone and the condition it had. */
  readonly tuple: Tuple
  readonly at: number
  readonly revision: Revision
  /** Place within its revision: deletes first, then writes. Ignored tuples leave gaps. */
  readonly ordinal: number
}

/** A version of a policy, as one `apply` made it: they count up from 1, without gaps. */
export interface PolicyVersion {
  readonly version: number
  /** The model that came with it, and with no other. */
  readonly modelId: ModelId
  readonly appliedAt: number
  /** The older version whose files it brought back. */
  readonly restores?: number
}

export interface StoredPolicy extends PolicyVersion {
  /** The texts of its folder by their path, as JSON. */
  readonly files: string
  /** The store's newest revision, read in the same batch. */
  readonly revision: Revision
}

/** What comes with a version: it is applied when its model is created. */
export interface NewPolicy {
  readonly model: NewModel
  readonly files: string
  /** Of the model: the list in OpenFGA's JSON. */
  readonly assertions: string
}

/** The next version of a policy, with the tuples that change with it. */
export interface PolicyCommit extends NewPolicy {
  readonly restores?: number
  readonly writes: readonly Tuple[]
  readonly deletes: readonly TupleKey[]
  readonly expected: {
    /** The newest one so far; 0 if there is none. */
    readonly version: number
    readonly revision?: Revision
    /** No tuple of the type was written or deleted after the revision. */
    readonly untouched?: { readonly objectType: string; readonly since: Revision }
  }
}

/** A refused commit changes nothing. */
export type CommitResult =
  | { readonly kind: 'committed'; readonly version: number; readonly revision: Revision }
  /** Another version or revision is the newest: these. */
  | { readonly kind: 'moved'; readonly version: number; readonly revision: Revision }
  /** A tuple of the type was touched, one to be written is there, or one to be deleted is not. */
  | { readonly kind: 'touched' }

/** A page forward from a position. `after` is the last key of the page before. */
export interface PageRequest<Key> {
  readonly limit: number
  readonly after?: Key
}

/** `next` is absent on the last page. */
export interface Page<Item, Key> {
  readonly items: readonly Item[]
  readonly next?: Key
}

/**
 * Which tuples to read. Every given field must match. `objectType` matches any object of the type;
 * `user` matches the whole user text.
 */
export interface TupleFilter {
  readonly object?: string
  readonly objectType?: string
  readonly relation?: string
  readonly user?: string
}

/** A key stands at most once in `writes` and once in `deletes`; in both it is deleted, then written. */
export interface TupleWrite {
  readonly writes: readonly Tuple[]
  readonly deletes: readonly TupleKey[]
  /** What a tuple that is already there does to the batch. */
  readonly onDuplicate: 'error' | 'ignore'
  /** What a tuple that is not there does to the batch. */
  readonly onMissing: 'error' | 'ignore'
}

/** A refused write changes nothing. */
export type WriteResult =
  /** `revision` is the store's newest when everything was ignored and nothing changed. */
  | { readonly kind: 'written'; readonly revision: Revision }
  | { readonly kind: 'duplicate'; readonly key: TupleKey }
  | { readonly kind: 'missing'; readonly key: TupleKey }
  /** `ignore` met the same key with another condition or context. */
  | { readonly kind: 'conflict'; readonly key: TupleKey }

/** One page of a scan; see `Datastore.scanTuples`. */
export interface ScannedTuples extends Page<Tuple, TupleKey> {
  /** The store's newest revision, read in the same batch as the page. */
  readonly revision: Revision
}

export interface FetchedFacts {
  /** The rows of each need, in the order of the needs; each list in no particular order. */
  readonly rows: readonly (readonly Tuple[])[]
  /** The store's newest revision, read in the same batch. */
  readonly revision: Revision
}

export interface Datastore {
  /** Runs the migrations that are missing. Safe to call on every start, and by several processes. */
  migrate(): Promise<void>
  /** A value kept once for the whole database (`secret`, `epoch`): the first caller's wins. */
  setting(name: string, initial: string): Promise<string>
  close(): Promise<void>

  createStore(store: Omit<Store, 'policyName'>): Promise<void>
  /**
   * Creates a policy store with version 1 of its policy, both or neither, unless there is one of the
   * name: the first caller's stays. Returns the id of the store that has the name.
   */
  createPolicyStore(store: PolicyStore, policy: NewPolicy): Promise<StoreId>
  readStore(id: StoreId): Promise<Store | undefined>
  /** All of them, by name: they are as many as there are applications. */
  listPolicyStores(): Promise<ReadonlyMap<PolicyName, StoreId>>
  /** The ordinary ones, in order of id. */
  listStores(
    filter: { readonly name?: string },
    page: PageRequest<StoreId>,
  ): Promise<Page<Store, StoreId>>
  /** Deletes the store and everything in it. No error when there is none. */
  deleteStore(id: StoreId): Promise<void>

  /** Takes the store's next revision. Returns it. */
  writeModel(store: StoreId, model: NewModel): Promise<Revision>
  readModel(store: StoreId, id: ModelId): Promise<StoredModel | undefined>
  /** The newest model, or the newest as of a revision. */
  readLatestModel(store: StoreId, at?: Revision): Promise<StoredModel | undefined>
  /** Newest first. */
  listModels(store: StoreId, page: PageRequest<Revision>): Promise<Page<StoredModel, Revision>>

  write(store: StoreId, write: TupleWrite, at: number): Promise<WriteResult>
  /** In binary order of (object type, object id, relation, user). */
  readTuples(
    store: StoreId,
    filter: TupleFilter,
    page: PageRequest<TupleKey>,
  ): Promise<Page<StoredTuple, TupleKey>>

  /**
   * A page of all tuples, in the order of `readTuples`, as cheaply as the database gives them: what
   * a graph is loaded from. Writes may fall between two pages, so a scan as a whole is no state. The
   * loader keeps the revision of the *first* page and, after the last, applies the log from there
   * (`readChangesSince`), a write as "is there, with this condition" and a delete as "is not there",
   * whatever the pages said: a key that changed meanwhile ends as its last entry says, and all other
   * keys were the same on every page. A revision below the first one means that the store is gone.
   */
  scanTuples(store: StoreId, page: PageRequest<TupleKey>): Promise<ScannedTuples>
  /** The store's newest revision; 0 for one without writes, or unknown. */
  readRevision(store: StoreId): Promise<Revision>
  /** When a revision was taken; undefined for one that was not, and for 0. */
  readRevisionTime(store: StoreId, revision: Revision): Promise<number | undefined>
  countTuples(store: StoreId): Promise<number>
  /** The log's entries after a revision, in order, at most `limit` of them and always whole revisions. */
  readChangesSince(store: StoreId, after: Revision, limit: number): Promise<readonly Change[]>
  /** The log in order, of one object type if given, from a time if given. `after` is a change's place. */
  readChanges(
    store: StoreId,
    filter: { readonly objectType?: string; readonly since?: number },
    page: PageRequest<{ readonly revision: Revision; readonly ordinal: number }>,
  ): Promise<Page<Change, { readonly revision: Revision; readonly ordinal: number }>>
  /**
   * For every key changed after a revision: how it stood at that revision (`tuple`), or that it was
   * not there (`undefined`). What a past state differs by from the present one. Undefined if more
   * changes than `limit` were made since.
   */
  readDifferencesSince(
    store: StoreId,
    revision: Revision,
    limit: number,
  ): Promise<readonly { readonly key: TupleKey; readonly tuple: Tuple | undefined }[] | undefined>
  /** Answers all needs in one batch of one state of the store: the newest, or that of a past revision. */
  fetchFacts(store: StoreId, needs: readonly FactsNeed[], at?: Revision): Promise<FetchedFacts>

  /**
   * Makes the next version of a policy: its model, which takes a revision, and the tuples, which take
   * another if there are any. Whoever sees one of them sees all.
   */
  commitPolicy(store: StoreId, commit: PolicyCommit): Promise<CommitResult>
  /** A version, or the newest. */
  readPolicy(store: StoreId, version?: number): Promise<StoredPolicy | undefined>
  /** Newest first. */
  listPolicyVersions(store: StoreId): Promise<readonly PolicyVersion[]>

  /** Replaces all assertions of a model. `json` is the list in OpenFGA's JSON. */
  writeAssertions(store: StoreId, model: ModelId, json: string): Promise<void>
  readAssertions(store: StoreId, model: ModelId): Promise<string | undefined>
}

/** The database is away, locked or full. `reason` is a code of the driver, nothing of a statement. */
export class DatastoreUnavailable extends Error {
  override readonly name = 'DatastoreUnavailable'
  readonly reason: string
  constructor(reason: string) {
    super(`the database is not available (${reason})`)
    this.reason = reason
  }
}

/** The file is not a database, is damaged, or holds what no version of this program wrote. */
export class DatastoreCorrupt extends Error {
  override readonly name = 'DatastoreCorrupt'
  readonly reason: string
  constructor(reason: string) {
    super(`the database cannot be read (${reason})`)
    this.reason = reason
  }
}

/** A write to a store that was deleted or never was. */
export class StoreMissing extends Error {
  override readonly name = 'StoreMissing'
  constructor() {
    super('there is no such store')
  }
}
