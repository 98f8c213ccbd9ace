/** The settings: read once from the environment, all their faults told at once. */
import { z } from 'zod'

export interface Config {
  readonly host: string
  readonly port: number
  readonly database: { readonly url: string; readonly token?: string }
  /** Preshared keys in plain text. */
  readonly apiKeys: readonly string[]
  /** Path of the folder whose policies are stores; absent: `policies`, if that is there. */
  readonly policies?: string
  readonly authn: 'keys' | 'none'
  /** Key of tokens; absent: one is made and kept in the database. */
  readonly secret?: string
  readonly graphBudgetBytes: number
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

export type Platform = 'node' | 'workers'

/** A setting that cannot be used. The message names it, and never repeats its value. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings'
}

const MIN_KEY_LENGTH = 8
const MIN_SECRET_LENGTH = 16
const BYTES_PER_MB = 1024 * 1024

function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most)
}

const apiKeys = z
  .string()
  .transform((value) => value.split(',').map((key) => key.trim()))
  .refine((keys) => keys.every((key) => key.length >= MIN_KEY_LENGTH))

/** Every setting: its default, what it must be, and what `pforte serve --help` says of it. */
const SETTINGS = {
  HOST: {
    schema: z.string().default('127.0.0.1'),
    must: 'be an address to listen on',
    meaning: 'address to listen on (127.0.0.1)',
  },
  PORT: {
    schema: wholeNumber(0, 65_535).default(8080),
    must: 'be a number from 0 to 65535',
    meaning: 'port to listen on (8080); 0 takes any that is free',
  },
  PFORTE_DATABASE_URL: {
    schema: z
      .string()
      .regex(/^(?:file:.|https?:\/\/.|libsql:\/\/.|memory:)/)
      .default('file:data/pforte.db'),
    must: 'begin with file:, http:, https: or libsql:, or be memory:',
    meaning: 'libSQL database (file:data/pforte.db); memory: forgets everything in the end',
  },
  PFORTE_DATABASE_TOKEN: {
    schema: z.string().optional(),
    must: 'be the token of the database server',
    meaning: 'token for a database server that wants one',
  },
  PFORTE_POLICIES: {
    schema: z.string().optional(),
    must: 'be the path of a folder',
    meaning: 'folder whose policies are stores from the first start on (policies)',
  },
  PFORTE_API_KEYS: {
    schema: apiKeys.default([]),
    must: `be keys of at least ${MIN_KEY_LENGTH} signs, with commas between`,
    meaning: 'preshared keys; without any, one is made at the first start and printed once',
  },
  PFORTE_AUTHN: {
    schema: z.enum(['keys', 'none']).default('keys'),
    must: 'be keys or none',
    meaning: 'keys (default), or none: callers on this machine need no key; HOST must be loopback',
  },
  PFORTE_SECRET: {
    schema: z.string().min(MIN_SECRET_LENGTH).optional(),
    must: `have at least ${MIN_SECRET_LENGTH} signs`,
    meaning: 'key of tokens and pages; without it, one is made and kept in the database',
  },
  PFORTE_GRAPH_MB: {
    schema: wholeNumber(1, 1_000_000).optional(),
    must: 'be a number from 1 to 1000000',
    meaning:
      'memory for facts in MB (512, on Workers 48); a store that does not fit is read on demand',
  },
  PFORTE_LOG: {
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    must: 'be debug, info, warn, error or silent',
    meaning:
      'least level of the JSON lines on standard error (info); debug has one for each request',
  },
} as const

type SettingName = keyof typeof SETTINGS
type Environment = Readonly<Record<string, unknown>>

const DEFAULT_GRAPH_MB = { node: 512, workers: 48 } as const satisfies Record<Platform, number>

/** Reads the settings from the environment; an empty one counts as absent. Throws `BadSettings`. */
export function readConfig(environment: Environment, platform: Platform): Config {
  const faults: string[] = []
  const read = <Name extends SettingName>(name: Name) => {
    const { schema, must } = SETTINGS[name]
    const value = environment[name]
    const result = schema.safeParse(value === '' ? undefined : value)
    if (!result.success) faults.push(`${name} must ${must}`)
    return result.data as z.infer<(typeof SETTINGS)[Name]['schema']>
  }
  const host = read('HOST')
  const port = read('PORT')
  const url = read('PFORTE_DATABASE_URL')
  const token = read('PFORTE_DATABASE_TOKEN')
  const policies = read('PFORTE_POLICIES')
  const apiKeys = read('PFORTE_API_KEYS')
  const authn = read('PFORTE_AUTHN')
  const secret = read('PFORTE_SECRET')
  const graphMb = read('PFORTE_GRAPH_MB') ?? DEFAULT_GRAPH_MB[platform]
  const logLevel = read('PFORTE_LOG')
  const config: Config = {
    ...{ host, port, apiKeys, authn, logLevel },
    database: { url, ...(token === undefined ? {} : { token }) },
    ...(secret === undefined ? {} : { secret }),
    ...(policies === undefined ? {} : { policies }),
    graphBudgetBytes: graphMb * BYTES_PER_MB,
  }
  faults.push(...(faults.length === 0 ? crossFaults(config, platform) : []))
  if (faults.length > 0) throw new BadSettings(faults.join('\n'))
  return config
}

/** What is wrong with sound settings together. */
function crossFaults({ host, database, authn, apiKeys }: Config, platform: Platform): string[] {
  const faults: string[] = []
  if (authn === 'none' && !isLoopback(host)) {
    faults.push('PFORTE_AUTHN may be none only where HOST is a loopback address like 127.0.0.1')
  }
  if (platform === 'workers' && database.url.startsWith('file:')) {
    faults.push('PFORTE_DATABASE_URL must be that of a database server: a Worker has no files')
  }
  if (platform === 'workers' && authn === 'keys' && apiKeys.length === 0) {
    faults.push('PFORTE_API_KEYS must be set: a Worker has nowhere to print a generated key')
  }
  return faults
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|::1|\[::1\]|127(?:\.\d{1,3}){3})$/i.test(host)
}

/** Of the command line, which asks a server. */
const CLIENT_SETTINGS: ReadonlySet<string> = new Set(['PFORTE_SERVER_URL', 'PFORTE_API_KEY'])

/**
 * Names that look like settings and are none: most often one that was meant, misspelt. Not those that
 * Kubernetes sets for a service called pforte.
 */
export function unknownSettings(environment: Environment): readonly string[] {
  return Object.keys(environment).filter(
    (name) =>
      name.startsWith('PFORTE_') &&
      !Object.hasOwn(SETTINGS, name) &&
      !CLIENT_SETTINGS.has(name) &&
      !/^PFORTE_(?:SERVICE|PORT)(?:_|$)/.test(name),
  )
}

/** All settings and their meaning, a line each. */
export function describeSettings(): string {
  const names = Object.keys(SETTINGS) as SettingName[]
  const width = Math.max(...names.map((name) => name.length))
  return names.map((name) => `  ${name.padEnd(width)}  ${SETTINGS[name].meaning}`).join('\n')
}
