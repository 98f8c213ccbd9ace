import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, test } from 'vitest'
import type { Server } from './http-call.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly server: Server | undefined
  }
}

/** One question to a server with a known answer. */
export interface NamedCase {
  readonly name: string
  /** Reported, not required. */
  readonly quirk?: boolean
  /** A line for each difference; none if the server answers as expected. */
  run(server: Server): Promise<readonly string[]>
}

/** The shared cases, beside the checkout; absent where only the checkout is. */
export const sharedFolder = fileURLToPath(new URL('../../../shared/conformance/', import.meta.url))

/** Makes a test of each case, against the server that `server-under-test.ts` has started. */
export function describeCases(title: string, cases: readonly NamedCase[]): void {
  const server = inject('server')
  describe.concurrent(title, () => {
    for (const { name, quirk, run } of cases) {
      test(name, async (context) => {
        if (server === undefined) return context.skip('there is no server to ask')
        const found = await run(server)
        if (quirk && found.length > 0)
          context.skip(`quirk, answered otherwise: ${found.join('\n')}`)
        expect(found.join('\n')).toBe('')
      })
    }
  })
}

/** As `describeCases`, with a skip that says why where the shared cases are not there. */
export function describeSharedCases(title: string, load: () => readonly NamedCase[]): void {
  if (existsSync(sharedFolder)) describeCases(title, load())
  else test(title, (context) => context.skip('../shared/conformance is not there'))
}

/** The same promise for each caller: what several cases need is prepared once. */
export function prepareOnce<T>(
  prepare: (server: Server) => Promise<T>,
): (server: Server) => Promise<T> {
  let prepared: Promise<T> | undefined
  return (server) => {
    prepared ??= prepare(server)
    return prepared
  }
}
