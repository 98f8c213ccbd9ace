import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type House, openHouse } from '../house.ts'

let house: House
let path: string

const MODEL = {
  schema_version: '1.1',
  type_definitions: [
    { type: 'user' },
    {
      type: 'document',
      relations: { viewer: { this: {} } },
      metadata: {
        relations: {
          viewer: {
            directly_related_user_types: [{ type: 'user' }, { type: 'user', condition: 'small' }],
          },
        },
      },
    },
  ],
  conditions: {
    small: {
      name: 'small',
      expression: 'x < 100',
      parameters: { x: { type_name: 'TYPE_NAME_INT' } },
    },
  },
}

beforeEach(async () => {
  house = await openHouse()
  const { id } = (await house.ask('/stores', { body: { name: 'documents' } })).json
  path = `/stores/${id}`
  await house.ask(`${path}/authorization-models`, { body: MODEL })
})

const viewer = (document: number | string, user = 'anne') => ({
  user: `user:${user}`,
  relation: 'viewer',
  object: `document:${document}`,
})

const send = (lines: readonly unknown[], store = path) =>
  house.ask(`${store}/import`, {
    raw: lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  })

async function exported(store = path): Promise<readonly Record<string, unknown>[]> {
  const { text } = await house.ask(`${store}/export`)
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
}

describe('an export', () => {
  it('says what it is of, has a tuple a line, and says how many in the end', async () => {
    const condition = { name: 'small', context: { x: 7 } }
    await send([viewer(1), { ...viewer(2), condition }])
    const reply = await house.ask(`${path}/export`)
    expect(reply.headers.get('content-type')).toBe('application/x-ndjson')
    const [head, ...rest] = await exported()
    expect(head).toEqual({
      store: path.slice('/stores/'.length),
      authorization_model_id: expect.any(String),
      model: expect.objectContaining({ type_definitions: expect.any(Array) }),
      revision: reply.headers.get('pforte-revision'),
    })
    expect(rest).toEqual([viewer(1), { ...viewer(2), condition }, { tuples: 2 }])
  })

  it('of an empty store is a head and an end', async () => {
    const { id } = (await house.ask('/stores', { body: { name: 'empty' } })).json
    expect(await exported(`/stores/${id}`)).toEqual([
      { store: id, revision: expect.any(String) },
      { tuples: 0 },
    ])
  })

  it('of a policy store names the version', async () => {
    expect((await exported('/stores/pforte'))[0]).toMatchObject({ policy_version: 1 })
  })

  it('of a store that is not there is refused', async () => {
    const reply = await house.ask('/stores/01HPHVMYY6R9WT9YH93SYW4M7X/export')
    expect([reply.status, reply.json.code]).toEqual([404, 'store_id_not_found'])
  })
})

describe('an import', () => {
  it('writes what an export gave, head and end included, and what is there already stays', async () => {
    const tuples = Array.from({ length: 250 }, (_, place) => viewer(place))
    await send(tuples)
    const lines = await exported()
    const { id } = (await house.ask('/stores', { body: { name: 'copy' } })).json
    const copy = `/stores/${id}`
    await house.ask(`${copy}/authorization-models`, { body: MODEL })
    for (let time = 0; time < 2; time++) {
      const reply = await send(lines, copy)
      expect([reply.status, reply.json]).toEqual([200, { tuples: 250 }])
    }
    expect((await exported(copy)).slice(1)).toEqual(lines.slice(1))
  })

  it('names the lines that are refused, and writes all others', async () => {
    const conflicting = { ...viewer(1), condition: { name: 'small', context: { x: 1 } } }
    const reply = await send([
      viewer(1),
      'nonsense',
      '',
      viewer(2),
      { ...viewer(3), relation: 'owner' },
      { user: 7, relation: 'viewer', object: 'document:4' },
      ['a list'],
      {},
      conflicting,
      viewer(5),
      viewer(5),
    ])
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({
      code: 'validation_error',
      message: '6 lines were refused',
      tuples: 4,
      lines: [
        { line: 2, message: 'malformed JSON at character 1' },
        { line: 5, code: 'validation_error', message: expect.stringContaining('document#owner') },
        { line: 6, message: '`user` is of the wrong type' },
        { line: 7, message: 'the line is no JSON object' },
        { line: 8, message: 'the line has neither a `user` nor an `object`' },
        { line: 9, code: 'Aborted' },
      ],
    })
    expect((await exported()).slice(1)).toEqual([viewer(1), viewer(2), viewer(5), { tuples: 3 }])
  })

  it('says that an export was cut', async () => {
    const reply = await send([viewer(1), { tuples: 3 }])
    expect(reply.json).toMatchObject({
      tuples: 1,
      lines: [{ line: 2, message: 'the export has 3 tuples, and 1 came: it was cut' }],
    })
  })

  it('gives up after a hundred lines that are refused', async () => {
    const faulty = Array.from({ length: 5000 }, () => 'nonsense')
    const reply = await send([viewer(1), ...faulty])
    expect(reply.json).toMatchObject({
      message: '100 lines were refused, and the rest was not read',
      tuples: 0,
    })
    expect(reply.json.lines).toHaveLength(100)
  })

  it('tells of a line that is too long, and what was written before it', async () => {
    const many = Array.from({ length: 100 }, (_, place) => viewer(place))
    const reply = await send([...many, { ...viewer(1), more: 'x'.repeat(300_000) }])
    expect(reply.json).toMatchObject({
      code: 'validation_error',
      message: 'line 101 is longer than 262144 signs',
      tuples: 100,
    })
  })

  it('takes the rest of a body that it refuses, so that its sender gets the answer', async () => {
    let left = 50
    const cancel = vi.fn()
    const body = new ReadableStream({
      pull(controller) {
        left -= 1
        controller.enqueue(new TextEncoder().encode('x'.repeat(100_000)))
        if (left === 0) controller.close()
      },
      cancel,
    })
    const reply = await house.ask(`${path}/import`, { raw: body })
    expect(reply.json.message).toBe('line 1 is longer than 262144 signs')
    expect([left, cancel.mock.calls]).toEqual([0, []])
  })

  it('of a store without a model, or that is not there, is refused', async () => {
    const { id } = (await house.ask('/stores', { body: { name: 'empty' } })).json
    for (const store of [`/stores/${id}`, '/stores/01HPHVMYY6R9WT9YH93SYW4M7X']) {
      const reply = await send([viewer(1)], store)
      expect([reply.status, reply.json.code]).toEqual([400, 'latest_authorization_model_not_found'])
    }
    expect((await send([viewer(1)], '/stores/cellar')).json.code).toBe('store_id_not_found')
  })

  it('of the administration’s tuples into a policy store is refused', async () => {
    const tuple = { user: 'user:eve', relation: 'member', object: 'tenant:acme' }
    const reply = await send([tuple], '/stores/pforte')
    expect(reply.json).toMatchObject({
      tuples: 0,
      lines: [{ line: 1, message: expect.stringContaining('`pforte` is a policy store') }],
    })
  })
})
