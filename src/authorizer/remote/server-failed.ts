/**
 * The server could not be asked, or broke down: no answer and no refusal. `url` is the server's, and
 * `reason` completes "`url` …".
 */
export class ServerFailed extends Error {
  override readonly name = 'ServerFailed'
  readonly kind: 'unreachable' | 'key refused' | 'broken'
  constructor(kind: ServerFailed['kind'], url: string, reason: string) {
    super(`${url} ${reason}`)
    this.kind = kind
  }
}
