import { describe, expect, test } from 'vitest'
import { serverFrom } from '#cli/server/server-option.ts'

describe('which server is asked', () => {
  test('is what the command says, or else the environment, or else this machine', () => {
    const environment = { PFORTE_SERVER_URL: 'https://pforte.example', PFORTE_API_KEY: 'the-key' }
    const server = 'http://127.0.0.1:8090/'
    expect(serverFrom({ server }, { environment })).toEqual({
      url: 'http://127.0.0.1:8090',
      key: 'the-key',
    })
    expect(serverFrom({ server: undefined }, { environment }).url).toBe('https://pforte.example')
    expect(serverFrom({ server: undefined }, { environment: {} })).toEqual({
      url: 'http://127.0.0.1:8080',
    })
  })

  test('may lie below a path', () => {
    const { url } = serverFrom({ server: 'https://example.com/pforte/' }, { environment: {} })
    expect(url).toBe('https://example.com/pforte')
  })

  test.each(['localhost:8080', 'ftp://example.com', 'nonsense'])('`%s` is misuse', (server) => {
    expect(() => serverFrom({ server }, { environment: {} })).toThrow('must be a URL like')
  })

  test('a key in the URL is misuse, and is not repeated', () => {
    const read = () => serverFrom({ server: 'https://a:secret@example.com' }, { environment: {} })
    expect(read).toThrow('`--server` must hold no key; PFORTE_API_KEY does')
  })
})
