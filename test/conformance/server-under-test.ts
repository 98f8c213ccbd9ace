import type { TestProject } from 'vitest/node'
import { findOpenfga, startOpenfga } from '../servers/openfga-process.ts'
import { hasPforte, startPforte } from '../servers/pforte-process.ts'
import type { ServerProcess } from '../servers/server-process.ts'

/**
 * Starts the server that the conformance cases ask: Pforte, or a real OpenFGA where
 * `CONFORMANCE_SERVER=openfga` wants the cases themselves to be proven; a path in its place is the
 * SQLite file which that OpenFGA is to use.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await start()
  project.provide('server', server && { baseUrl: server.baseUrl, token: server.token })
  return async () => server?.stop()
}

async function start(): Promise<ServerProcess | undefined> {
  const asked = process.env.CONFORMANCE_SERVER
  if (asked === undefined) return hasPforte() ? startPforte() : undefined
  const binary = findOpenfga()
  if (binary === undefined) throw new Error('there is no OpenFGA on this machine')
  if (asked === 'openfga') return startOpenfga(binary)
  return startOpenfga(binary, { kind: 'sqlite', file: asked })
}
