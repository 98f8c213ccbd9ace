import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A started OpenFGA API server, listening on loopback. */
export interface ServerProcess {
  readonly baseUrl: string
  /** The preshared key it wants as bearer token. */
  readonly token: string
  readonly pid: number
  /** Ends it by the given signal (SIGTERM if none) and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

export interface StartOptions {
  readonly command: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly port: number
  readonly token: string
}

/** A cold start on a loaded machine takes seconds; a minute without an answer is a failure. */
const START_TIMEOUT_MS = 60_000

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('a listener without a port')
  return address.port
}

/** Starts a server and waits until `/healthz` answers. Throws with its last words if it ends before. */
export async function startServer(options: StartOptions): Promise<ServerProcess> {
  const child = spawn(options.command, options.arguments, {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lastWords: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      lastWords.push(chunk.toString())
      if (lastWords.length > 50) lastWords.shift()
    })
  }
  const baseUrl = `http://127.0.0.1:${options.port}`
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await isHealthy(baseUrl))) {
    if (hasEnded(child) || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`${options.command} does not serve:\n${lastWords.join('')}`)
    }
    await delay(20)
  }
  if (child.pid === undefined) throw new Error('a server without a process id')
  return { baseUrl, token: options.token, pid: child.pid, stop: (signal) => stop(child, signal) }
}

async function isHealthy(baseUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${baseUrl}/healthz`)
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    // Nobody listens yet.
    return false
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (hasEnded(child)) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}
