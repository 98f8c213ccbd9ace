/** The whole house over a memory datastore, asked by `Request` without a socket. */
import { readFileSync } from 'node:fs'
import { type Config, readConfig } from '#config.ts'
import { type Gateway, gateway } from '#gateway.ts'
import type { Datastore } from '#storage/datastore.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'

export const KEY = 'the-key-of-the-tests'

interface Ask {
  readonly method?: string
  readonly body?: unknown
  /** In place of a body that is printed as JSON. */
  readonly raw?: BodyInit
  readonly headers?: Readonly<Record<string, string>>
  /** Default: the one that is known. */
  readonly key?: string | undefined
}

interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Json
}

/** What a test expects of an answer, it says by `toMatchObject`. */
interface Json {
  readonly [name: string]: unknown
}

export interface House {
  ask(path: string, ask?: Ask): Promise<Reply>
  readonly gateway: Gateway
  readonly logLines: readonly string[]
}

export interface HouseOptions {
  readonly settings?: Readonly<Record<string, string>>
  readonly datastore?: Datastore
  /** Absent: the one of the checkout. */
  readonly coreModel?: string
}

export async function openHouse({
  settings = {},
  datastore = memoryDatastore(),
  coreModel = readFileSync('model.fga', 'utf8'),
}: HouseOptions = {}): Promise<House> {
  const logLines: string[] = []
  const opened = await gateway(config(settings), {
    datastore,
    coreModel,
    clock: { now: Date.now },
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    yieldToEventLoop: () => new Promise((resolve) => setImmediate(resolve)),
    writeLogLine: (line) => logLines.push(line),
  })
  return { ask: (path, ask = {}) => askGateway(opened, path, ask), gateway: opened, logLines }
}

function config(settings: Readonly<Record<string, string>>): Config {
  return readConfig({ PFORTE_API_KEYS: KEY, ...settings }, 'node')
}

async function askGateway(opened: Gateway, path: string, ask: Ask): Promise<Reply> {
  const body = ask.raw ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body))
  const key = 'key' in ask ? ask.key : KEY
  const request = new Request(`http://127.0.0.1:8080${path}`, {
    method: ask.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      host: '127.0.0.1:8080',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...ask.headers,
    },
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  } as RequestInit)
  const response = await opened.fetch(request)
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text.split('\n')[0] || '{}') as Json
  } catch {
    return {}
  }
}

const MODEL = {
  schema_version: '1.1',
  type_definitions: [
    { type: 'user' },
    {
      type: 'document',
      relations: {
        viewer: { this: {} },
        owner: { this: {} },
        editor: { union: { child: [{ this: {} }, { computedUserset: { relation: 'owner' } }] } },
      },
      metadata: {
        relations: {
          viewer: {
            directly_related_user_types: [
              { type: 'user' },
              { type: 'user', wildcard: {} },
              { type: 'user', condition: 'small' },
            ],
          },
          owner: { directly_related_user_types: [{ type: 'user' }] },
          editor: { directly_related_user_types: [{ type: 'user' }] },
        },
      },
    },
  ],
  conditions: {
    small: {
      name: 'small',
      expression: 'x < 10',
      parameters: { x: { type_name: 'TYPE_NAME_INT' } },
    },
  },
}

export interface StoreOfHouse extends House {
  /** `/stores/…` */
  readonly path: string
  readonly storeId: string
  readonly modelId: string
}

/** A house with a store of documents, `user:anne` the viewer of `document:1`. */
export async function openStore(options: HouseOptions = {}): Promise<StoreOfHouse> {
  const house = await openHouse(options)
  const storeId = String((await house.ask('/stores', { body: { name: 'test' } })).json.id)
  const path = `/stores/${storeId}`
  const written = await house.ask(`${path}/authorization-models`, { body: MODEL })
  await house.ask(`${path}/write`, { body: { writes: { tuple_keys: [ANNE] } } })
  return { ...house, path, storeId, modelId: String(written.json.authorization_model_id) }
}

export const ANNE = { user: 'user:anne', relation: 'viewer', object: 'document:1' }
