import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A process that was started, what it said, and how it ended. */
export interface Started {
  readonly process: ChildProcess
  readonly output: () => string
  readonly errors: () => string
  /** `http://127.0.0.1:PORT`, once it says so. Throws if it ends before. */
  readonly url: Promise<string>
  readonly exitCode: Promise<number | null>
}

/** A folder in which there is no policy: what policies do to a start is for its own test. */
const NO_POLICIES = 'test/runtime'

/** Starts a command in the checkout, on a free port if it listens, with these settings only. */
export function start(
  command: string,
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(command, words, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      PFORTE_POLICIES: NO_POLICIES,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { output: '', errors: '' }
  child.stderr.on('data', (chunk: Buffer) => {
    said.errors += chunk
  })
  const exitCode = once(child, 'exit').then(([code]) => code as number | null)
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said.output += chunk
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said.output)?.[0]
      if (found !== undefined && said.output.includes('Try:')) resolve(found)
    })
    child.once('close', () => reject(new Error(`it ended: ${said.errors}`)))
  })
  // Whoever waits for the exit code only does not care that there never was an address.
  url.catch(() => undefined)
  return { process: child, output: () => said.output, errors: () => said.errors, url, exitCode }
}
