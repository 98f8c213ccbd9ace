import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Started, start } from './started.ts'

const KEY = 'the-key-of-the-tests'

describe('npm start', () => {
  let folder: string
  let running: Started[]

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pforte-node-'))
    running = []
  })
  afterEach(async () => {
    for (const { process: child, exitCode } of running) {
      child.kill('SIGKILL')
      await exitCode
    }
    rmSync(folder, { recursive: true })
  })

  function serve(settings: Readonly<Record<string, string>> = {}): Started {
    const started = start(process.execPath, ['src/node.ts'], {
      PFORTE_DATABASE_URL: `file:${join(folder, 'data/pforte.db')}`,
      ...settings,
    })
    running.push(started)
    return started
  }

  async function ask(url: string, key: string, body?: object): Promise<Response> {
    return fetch(`${url}/stores`, {
      headers: { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
  }

  async function stop({ process: child, exitCode }: Started, signal: NodeJS.Signals) {
    const startedAt = performance.now()
    child.kill(signal)
    return { code: await exitCode, ms: performance.now() - startedAt }
  }

  it('prints where it serves, a key, and what to try; the key only once', async () => {
    const first = serve()
    const url = await first.url
    const key = /pforte_[0-9a-f]{40}/.exec(first.output())?.[0] ?? ''
    expect(first.output()).toContain(`Try: curl -H "Authorization: Bearer ${key}" ${url}/stores`)
    expect((await ask(url, key, { name: 'kept' })).status).toBe(201)
    expect((await ask(url, `${key}0`)).status).toBe(401)
    await stop(first, 'SIGTERM')

    const second = serve()
    const answer = await ask(await second.url, key)
    expect(second.output()).not.toMatch(/pforte_[0-9a-f]/)
    expect(second.output()).toContain('the one that the first start showed; PFORTE_API_KEYS sets')
    expect(await answer.json()).toMatchObject({ stores: [{ name: 'kept' }] })
  })

  it('has the store pforte from its first start on, and the same one after another', async () => {
    const describeCore = async (url: string) => {
      const headers = { authorization: `Bearer ${KEY}` }
      const store = await fetch(`${url}/stores/pforte`, { headers })
      const models = await fetch(`${url}/stores/pforte/authorization-models`, { headers })
      return { store: await store.json(), models: await models.json() }
    }
    const first = serve({ PFORTE_API_KEYS: KEY })
    const made = await describeCore(await first.url)
    expect(made).toMatchObject({
      store: { name: 'pforte' },
      models: { authorization_models: [{ schema_version: '1.1' }], continuation_token: '' },
    })
    await stop(first, 'SIGTERM')

    const second = serve({ PFORTE_API_KEYS: KEY })
    expect(await describeCore(await second.url)).toEqual(made)
    expect(await (await ask(await second.url, KEY)).json()).toMatchObject({ stores: [] })
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends by %s within three seconds', async (signal) => {
    const started = serve({ PFORTE_API_KEYS: KEY })
    // A connection is kept open by the client.
    await ask(await started.url, KEY)
    const { code, ms } = await stop(started, signal)
    expect(code).toBe(0)
    expect(ms).toBeLessThan(3000)
  })

  it('answers what it has begun before it ends', async () => {
    const started = serve({ PFORTE_API_KEYS: KEY })
    const { port } = new URL(await started.url)
    const socket = connect(Number(port), '127.0.0.1')
    const body = JSON.stringify({ name: 'slow' })
    const head = `POST /stores HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Length: ${body.length}\r\n\r\n`
    socket.write(head + body.slice(0, 5))
    await new Promise((resolve) => setTimeout(resolve, 200))
    const ending = stop(started, 'SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 200))
    socket.write(body.slice(5))
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toContain('201 Created')
    expect((await ending).code).toBe(0)
  })

  it('tells clients to connect anew before it ends', async () => {
    const started = serve({ PFORTE_API_KEYS: KEY })
    const { port } = new URL(await started.url)
    const socket = connect(Number(port), '127.0.0.1')
    const answerTo = async (request: string) => {
      socket.write(request)
      const [answer] = await once(socket, 'data')
      return String(answer).toLowerCase()
    }
    const request = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
    expect(await answerTo(request)).toContain('connection: keep-alive')
    const ending = stop(started, 'SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await answerTo(request)).toContain('connection: close')
    expect((await ending).code).toBe(0)
  })

  it('does not wait for ever for a request that never ends', async () => {
    const started = serve({ PFORTE_API_KEYS: KEY })
    const { port } = new URL(await started.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('POST /stores HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{')
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { code, ms } = await stop(started, 'SIGTERM')
    expect(code).toBe(0)
    expect(ms).toBeLessThan(3000)
  })

  it('passes a signal on when npm gets it', async () => {
    const started = start('npm', ['start'], {
      PFORTE_DATABASE_URL: 'memory:',
      PFORTE_API_KEYS: KEY,
    })
    running.push(started)
    const url = await started.url
    await stop(started, 'SIGTERM')
    await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed')
  })

  it('lives on after a body of ten megabytes', async () => {
    const url = await serve({ PFORTE_API_KEYS: KEY }).url
    const huge = await ask(url, KEY, { name: 'a'.repeat(10_000_000) })
    expect(await huge.json()).toMatchObject({ code: 'resource_exhausted' })
    expect((await ask(url, KEY)).status).toBe(200)
  })

  it.each([
    [{ PORT: 'http' }, 'PORT must be a number from 0 to 65535'],
    [{ PFORTE_API_KEYS: 'short' }, 'PFORTE_API_KEYS must be keys of at least 8 signs'],
    [{ HOST: '0.0.0.0', PFORTE_AUTHN: 'none' }, 'PFORTE_AUTHN may be none only where HOST'],
  ])('does not start with %j', async (settings, sentence) => {
    const started = serve(settings)
    expect(await started.exitCode).toBe(1)
    expect(started.errors()).toContain(sentence)
    expect(started.errors().trim().split('\n')).toHaveLength(1)
  })

  it('says which setting it does not know, and serves', async () => {
    const started = serve({ PFORTE_API_KYS: KEY })
    expect((await fetch(`${await started.url}/healthz`)).status).toBe(200)
    expect(started.errors()).toContain('PFORTE_API_KYS is no setting')
    expect(started.errors()).not.toContain(KEY)
  })

  it('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const started = serve({ PORT: String(port) })
    expect(await started.exitCode).toBe(1)
    expect(started.errors()).toBe(
      `cannot listen on 127.0.0.1:${port} (EADDRINUSE); HOST and PORT say where\n`,
    )
    other.close()
  })

  it('shows the key that it made even if it cannot listen then', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const failed = serve({ PORT: String(port) })
    expect(await failed.exitCode).toBe(1)
    other.close()
    const key = /pforte_[0-9a-f]{40}/.exec(failed.output())?.[0] ?? ''
    const answer = await ask(await serve().url, key)
    expect(answer.status).toBe(200)
  })

  it('says that it cannot keep its data where it is told to', async () => {
    writeFileSync(join(folder, 'taken'), 'a file, not a folder')
    const started = serve({ PFORTE_DATABASE_URL: `file:${join(folder, 'taken/pforte.db')}` })
    expect(await started.exitCode).toBe(1)
    expect(started.errors()).toContain(
      'the database is not available (EEXIST); PFORTE_DATABASE_URL',
    )
    expect(started.errors().trim().split('\n')).toHaveLength(1)
  })
})

describe('pforte', () => {
  const pforte = (...words: readonly string[]) =>
    start(process.execPath, ['src/cli/main.ts', ...words])

  it('lists the settings', async () => {
    const help = pforte('serve', '--help')
    expect(await help.exitCode).toBe(0)
    expect(help.output()).toMatch(/PFORTE_DATABASE_URL +libSQL database/)
  })

  it('serves', async () => {
    const started = start(process.execPath, ['src/cli/main.ts', 'serve'], {
      PFORTE_DATABASE_URL: 'memory:',
    })
    const answer = await fetch(`${await started.url}/healthz`)
    expect(await answer.json()).toEqual({ status: 'SERVING' })
    started.process.kill('SIGTERM')
    expect(await started.exitCode).toBe(0)
  })

  it('tells its commands, and misuse by exit code 2', async () => {
    const help = pforte('--help')
    expect(await help.exitCode).toBe(0)
    expect(help.output()).toContain('serve')
    expect(await pforte('toString').exitCode).toBe(2)
    expect(await pforte('serve', 'now').exitCode).toBe(2)
  })
})
