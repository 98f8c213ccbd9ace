/** Which server a command speaks to, and with what key. A key is never a word of the command. */
import type { RemoteServer } from '#authorizer/remote/connection.ts'
import { Misuse } from '#cli/misuse.ts'
import type { Terminal } from '#cli/terminal.ts'

const DEFAULT_URL = 'http://127.0.0.1:8080'

export const serverOption = {
  server: {
    kind: 'value',
    value: 'URL',
    meaning: `the server (PFORTE_SERVER_URL, or ${DEFAULT_URL}); its key: PFORTE_API_KEY`,
  },
} as const

/** Throws `Misuse`. */
export function serverFrom(
  { server }: { readonly server: string | undefined },
  { environment }: Pick<Terminal, 'environment'>,
): RemoteServer {
  const [name, text] =
    server === undefined
      ? ['PFORTE_SERVER_URL', environment.PFORTE_SERVER_URL || DEFAULT_URL]
      : ['--server', server]
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Misuse(`\`${name}\` must be a URL like ${DEFAULT_URL}`)
  }
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw new Misuse(`\`${name}\` must hold no key; PFORTE_API_KEY does`)
  }
  const key = environment.PFORTE_API_KEY
  return {
    url: url.origin + url.pathname.replace(/\/+$/, ''),
    ...(key !== undefined && key !== '' && { key }),
  }
}
