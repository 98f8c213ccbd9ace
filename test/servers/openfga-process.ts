import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { freePort, type ServerProcess, startServer } from './server-process.ts'

/** Where a real OpenFGA keeps its data; a file is made and migrated at the start. */
export type OpenfgaEngine =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly file: string }

/** Address space in KiB: a runaway request must end the server and not the machine. */
const ADDRESS_SPACE_KIB = 8_000_000

/** Path of a real OpenFGA, from Go's bin folder or PATH; undefined if there is none. */
export function findOpenfga(): string | undefined {
  const folders = [...goBinFolders(), ...(process.env.PATH ?? '').split(delimiter)]
  return folders.map((folder) => join(folder, 'openfga')).find((path) => existsSync(path))
}

/** Starts a real OpenFGA with a preshared key on ports of its own; `flags` are further ones of `run`. */
export async function startOpenfga(
  binary: string,
  engine: OpenfgaEngine = { kind: 'memory' },
  flags: readonly string[] = [],
): Promise<ServerProcess> {
  const token = 'key-of-the-tests'
  const [port, grpcPort] = [await freePort(), await freePort()]
  const datastore =
    engine.kind === 'memory'
      ? ['--datastore-engine=memory']
      : ['--datastore-engine=sqlite', `--datastore-uri=file:${engine.file}`]
  if (engine.kind === 'sqlite') execFileSync(binary, ['migrate', ...datastore], { stdio: 'ignore' })
  const run = [
    'run',
    ...datastore,
    `--http-addr=127.0.0.1:${port}`,
    `--grpc-addr=127.0.0.1:${grpcPort}`,
    '--authn-method=preshared',
    `--authn-preshared-keys=${token}`,
    '--playground-enabled=false',
    '--metrics-enabled=false',
    '--log-level=none',
    ...flags,
  ]
  return startServer({
    command: 'bash',
    arguments: ['-c', `ulimit -v ${ADDRESS_SPACE_KIB}; exec "$0" "$@"`, binary, ...run],
    environment: {},
    port,
    token,
  })
}

function goBinFolders(): readonly string[] {
  try {
    const [gobin, gopath] = execFileSync('go', ['env', 'GOBIN', 'GOPATH'], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim())
    return [gobin, gopath && join(gopath, 'bin')].filter((folder): folder is string => !!folder)
  } catch {
    // No Go on this machine: only PATH is left.
    return []
  }
}
