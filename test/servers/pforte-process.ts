import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, type ServerProcess, startServer } from './server-process.ts'

const entry = fileURLToPath(new URL('../../src/node.ts', import.meta.url))

export interface PforteOptions {
  /** libSQL URL; a file of its own in a temporary folder if absent. */
  readonly databaseUrl?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Whether there is a server to start. */
export function hasPforte(): boolean {
  return existsSync(entry)
}

/** Starts Pforte as its users do, with one operator key and no policies. */
export async function startPforte(options: PforteOptions = {}): Promise<ServerProcess> {
  const token = 'key-of-the-tests'
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'pforte-'))
  const server = await startServer({
    command: process.execPath,
    arguments: [entry],
    environment: {
      HOST: '127.0.0.1',
      PORT: String(port),
      PFORTE_DATABASE_URL: options.databaseUrl ?? `file:${join(folder, 'pforte.db')}`,
      PFORTE_API_KEYS: token,
      PFORTE_POLICIES: folder,
      ...options.environment,
    },
    port,
    token,
  })
  return {
    ...server,
    async stop(signal) {
      await server.stop(signal)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
