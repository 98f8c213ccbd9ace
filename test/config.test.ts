import { describe, expect, it } from 'vitest'
import { BadSettings, describeSettings, readConfig, unknownSettings } from '#config.ts'

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(readConfig({}, 'node')).toEqual({
      host: '127.0.0.1',
      port: 8080,
      database: { url: 'file:data/pforte.db' },
      apiKeys: [],
      authn: 'keys',
      graphBudgetBytes: 512 * 1024 * 1024,
      logLevel: 'info',
    })
  })

  it('takes an empty setting for an absent one', () => {
    expect(readConfig({ PORT: '', PFORTE_API_KEYS: '' }, 'node')).toMatchObject({
      port: 8080,
      apiKeys: [],
    })
  })

  it('reads every setting', () => {
    const environment = {
      HOST: '0.0.0.0',
      PORT: '9000',
      PFORTE_DATABASE_URL: 'libsql://db.example',
      PFORTE_DATABASE_TOKEN: 'token',
      PFORTE_API_KEYS: 'first-key, second-key',
      PFORTE_AUTHN: 'keys',
      PFORTE_SECRET: '0123456789abcdef',
      PFORTE_GRAPH_MB: '64',
      PFORTE_LOG: 'debug',
    }
    expect(readConfig(environment, 'node')).toEqual({
      host: '0.0.0.0',
      port: 9000,
      database: { url: 'libsql://db.example', token: 'token' },
      apiKeys: ['first-key', 'second-key'],
      authn: 'keys',
      secret: '0123456789abcdef',
      graphBudgetBytes: 64 * 1024 * 1024,
      logLevel: 'debug',
    })
  })

  it.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PFORTE_DATABASE_URL', 'postgres://db'],
    ['PFORTE_API_KEYS', 'long-enough,short'],
    ['PFORTE_API_KEYS', 'long-enough,'],
    ['PFORTE_AUTHN', 'off'],
    ['PFORTE_SECRET', 'too short'],
    ['PFORTE_GRAPH_MB', '-1'],
    ['PFORTE_GRAPH_MB', '1.5'],
    ['PFORTE_LOG', 'loud'],
  ])('names %s when it is %j, without repeating it', (name, value) => {
    const read = () => readConfig({ [name]: value }, 'node')
    expect(read).toThrow(BadSettings)
    expect(read).toThrow(`${name} must `)
    expect(read).not.toThrow(value)
  })

  it('tells all bad settings at once, in the order of their list', () => {
    const bad = { PFORTE_LOG: 'y', PFORTE_GRAPH_MB: 'z', PORT: 'x' }
    expect(() => readConfig(bad, 'node')).toThrow(
      /^PORT must .*\nPFORTE_GRAPH_MB must .*\nPFORTE_LOG must .*$/,
    )
  })

  it('serves without keys on loopback addresses only', () => {
    for (const HOST of ['127.0.0.1', '127.8.8.8', 'localhost', '::1']) {
      expect(readConfig({ HOST, PFORTE_AUTHN: 'none' }, 'node').authn).toBe('none')
    }
    for (const HOST of ['0.0.0.0', '::', '192.168.1.1', '127.0.0.1.example', 'example.com']) {
      expect(() => readConfig({ HOST, PFORTE_AUTHN: 'none' }, 'node')).toThrow('HOST')
    }
  })

  it('wants a server and keys on Workers', () => {
    const keys = { PFORTE_API_KEYS: 'long-enough' }
    const server = { PFORTE_DATABASE_URL: 'https://db.example' }
    expect(readConfig({ ...keys, ...server }, 'workers').graphBudgetBytes).toBe(48 * 1024 * 1024)
    expect(() => readConfig(keys, 'workers')).toThrow('PFORTE_DATABASE_URL')
    expect(() => readConfig(server, 'workers')).toThrow('PFORTE_API_KEYS')
  })
})

describe('unknownSettings', () => {
  it('names what is misspelt, and nothing that is not meant for the server', () => {
    const environment = {
      PFORTE_API_KEY: 'the-key-of-the-tests',
      PFORTE_API_KYS: 'the-key-of-the-tests',
      PFORTE_SERVER_URL: 'http://127.0.0.1:8080',
      PFORTE_API_KEYS: 'the-key-of-the-tests',
      PFORTE_PORT: 'tcp://10.0.0.1:8080',
      PFORTE_PORT_8080_TCP_ADDR: '10.0.0.1',
      PFORTE_SERVICE_HOST: '10.0.0.1',
      PORTS: '1',
    }
    expect(unknownSettings(environment)).toEqual(['PFORTE_API_KYS'])
  })
})

describe('describeSettings', () => {
  it('has a line for every setting', () => {
    const names = describeSettings().match(/^ {2}[A-Z_]+/gm)
    expect(names?.map((name) => name.trim())).toEqual([
      'HOST',
      'PORT',
      'PFORTE_DATABASE_URL',
      'PFORTE_DATABASE_TOKEN',
      'PFORTE_POLICIES',
      'PFORTE_API_KEYS',
      'PFORTE_AUTHN',
      'PFORTE_SECRET',
      'PFORTE_GRAPH_MB',
      'PFORTE_LOG',
    ])
  })
})
