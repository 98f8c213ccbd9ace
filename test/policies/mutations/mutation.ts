/** A way to break a policy. Its folder's tests must notice. */
export interface Mutation {
  readonly name: string
  /** A file of the folder, or `core`: the core model at the top. */
  readonly file: string
  /** Stands exactly once in the file. */
  readonly find: string
  readonly replace: string
}
