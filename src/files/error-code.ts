/** The system's code of what went wrong with a file (`ENOENT`): all that may be told of it. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
