import { describe, expect, it } from 'vitest'
import type { CheckRequest, PolicyAuthorizer } from '#authorizer/authorizer.ts'
import type { StoreId } from '#model/ids.ts'
import type { PolicyName } from '#model/policy-name.ts'
import type { Datastore } from '#storage/datastore.ts'
import { memoryDatastore } from '#storage/memory/memory-datastore.ts'
import { type Asking, asking, authorizerOver, isAllowed, writeTuples } from './embedded-store.ts'
import { jsonOf } from './model-text.ts'
import { key, tuple } from './tuple-text.ts'

const FGA = `
model
  schema 1.1
type user
type link
type device
  relations
    define code: [link with in_window]
    define guest: [user with in_window]
condition in_window(now: timestamp, not_before: timestamp, not_after: timestamp) {
  now >= not_before && now < not_after
}
`

const MORNING = Date.UTC(2026, 2, 1, 8)
const NOON = Date.UTC(2026, 2, 1, 12)
const EVENING = Date.UTC(2026, 2, 1, 20)

/** Open from ten to four. */
const window = {
  name: 'in_window',
  context: { not_before: '2026-03-01T10:00:00Z', not_after: '2026-03-01T16:00:00Z' },
}
const CODE = tuple('device:d#code@link:l', window)
const QUESTION = 'device:d#code@link:l'

interface Devices {
  readonly authorizer: PolicyAuthorizer
  readonly datastore: Datastore
  readonly id: StoreId
  readonly clock: { time: number; now(): number }
}

type Kind = 'policy' | 'ordinary'

/** One device that a code opens, written in the morning. */
async function openDevices(kind: Kind = 'policy', graphBudgetBytes?: number): Promise<Devices> {
  const datastore = memoryDatastore()
  const clock = { time: MORNING, now: () => clock.time }
  const given = { clock, ...(graphBudgetBytes !== undefined && { graphBudgetBytes }) }
  const authorizer = authorizerOver(datastore, given)
  const id =
    kind === 'policy'
      ? await authorizer.createPolicyStore('devices' as PolicyName, jsonOf(FGA))
      : (await authorizer.createStore('devices')).id
  if (kind === 'ordinary') await authorizer.writeModel(id, jsonOf(FGA))
  await writeTuples({ authorizer, id }, [CODE])
  return { authorizer, datastore, id, clock }
}

/** How every kind of question about the code comes out; all must say the same. */
async function answersOf(
  { authorizer, id }: Devices,
  options: Asking,
): Promise<readonly boolean[]> {
  const request: CheckRequest = { tupleKey: key(QUESTION), ...asking(options) }
  const list = { ...request, user: 'link:l', relation: 'code', type: 'device' }
  const device = { type: 'device', id: 'd' }
  const users = { ...request, object: device, relation: 'code', filter: { type: 'link' } }
  const items = ['1', '2'].map((correlationId) => ({ ...request, correlationId }))
  const { results } = await authorizer.batchCheck(id, { ...request, checks: items })
  const streamed: string[] = []
  for await (const object of (await authorizer.streamObjects(id, list)).objects) {
    streamed.push(object)
  }
  return [
    (await authorizer.check(id, request)).allowed,
    ...[...results.values()].map((result) => result.kind === 'decided' && result.allowed),
    (await authorizer.listObjects(id, { ...list, paging: {} })).objects.length === 1,
    (await authorizer.listObjects(id, { ...list, paging: { pageSize: 5 } })).objects.length === 1,
    streamed.length === 1,
    (await authorizer.listUsers(id, { ...users, paging: {} })).users.length === 1,
    (await authorizer.explain?.(id, request))?.explanation.verdict === 'allowed',
  ]
}

const ALLOWED = Array.from({ length: 8 }, () => true)
const DENIED = Array.from({ length: 8 }, () => false)

describe('in a policy store, the time', () => {
  it.each([
    ['resident', undefined],
    ['on demand', 0],
  ])('is the gateway’s for every question, facts %s', async (_, budget) => {
    const devices = await openDevices('policy', budget)
    expect(await answersOf(devices, {})).toEqual(DENIED)
    devices.clock.time = NOON
    expect(await answersOf(devices, {})).toEqual(ALLOWED)
    devices.clock.time = EVENING
    expect(await answersOf(devices, {})).toEqual(DENIED)
  })

  it.each(['2026-03-01T12:00:00Z', 'noon', 12, null])(
    'is not what a caller says, be it %j',
    async (now) => {
      const devices = await openDevices()
      expect(await answersOf(devices, { context: { now } })).toEqual(DENIED)
      devices.clock.time = NOON
      expect(await answersOf(devices, { context: { now } })).toEqual(ALLOWED)
    },
  )

  it('is not what a tuple says, stored or given', async () => {
    const devices = await openDevices()
    const fixed = { ...window, context: { ...window.context, now: '2026-03-01T12:00:00Z' } }
    await writeTuples(devices, [tuple('device:d#guest@user:anna', fixed)])
    expect(await isAllowed(devices, 'device:d#guest@user:anna')).toBe(false)
    const contextualTuples = [tuple('device:e#code@link:l', fixed)]
    expect(await isAllowed(devices, 'device:e#code@link:l', { contextualTuples })).toBe(false)
    devices.clock.time = NOON
    expect(await isAllowed(devices, 'device:d#guest@user:anna')).toBe(true)
    expect(await isAllowed(devices, 'device:e#code@link:l', { contextualTuples })).toBe(true)
  })

  it('of a question about the past is that of its revision', async () => {
    const devices = await openDevices()
    devices.clock.time = NOON
    const { revision: noon } = await writeTuples(devices, [tuple('device:2#code@link:l', window)])
    devices.clock.time = EVENING
    const { revision: evening } = await writeTuples(devices, [
      tuple('device:3#code@link:l', window),
    ])
    devices.clock.time = NOON
    const at = (token: string) => ({ consistency: { kind: 'at', token } as const })
    expect(await isAllowed(devices, QUESTION, at(noon))).toBe(true)
    expect(await isAllowed(devices, QUESTION, at(evening))).toBe(false)
    expect(await isAllowed(devices, QUESTION)).toBe(true)
  })

  it('of all pages of a list is that of the first', async () => {
    const devices = await openDevices()
    const more = [2, 3, 4].map((device) => tuple(`device:${device}#code@link:l`, window))
    await writeTuples(devices, more)
    devices.clock.time = NOON
    const request = { ...asking(), user: 'link:l', relation: 'code', type: 'device' }
    const first = await devices.authorizer.listObjects(devices.id, {
      ...request,
      paging: { pageSize: 2 },
    })
    devices.clock.time = EVENING
    const second = await devices.authorizer.listObjects(devices.id, {
      ...request,
      paging: { pageSize: 2, continuationToken: first.continuationToken ?? '' },
    })
    expect([first.objects, second.objects]).toEqual([
      ['device:2', 'device:3'],
      ['device:4', 'device:d'],
    ])
  })

  it('is known to a process that did not make the store', async () => {
    const devices = await openDevices()
    const other = { ...devices, authorizer: authorizerOver(devices.datastore, devices) }
    devices.clock.time = NOON
    expect(await answersOf(other, { context: { now: '2026-03-01T20:00:00Z' } })).toEqual(ALLOWED)
  })
})

describe('in an ordinary store, the time', () => {
  it('is what callers say, and missing if they say nothing', async () => {
    const devices = await openDevices('ordinary')
    const noon = { context: { now: '2026-03-01T12:00:00Z' } }
    expect(await answersOf(devices, noon)).toEqual(ALLOWED)
    expect(await isAllowed(devices, QUESTION, { context: { now: '2026-03-01T20:00:00Z' } })).toBe(
      false,
    )
    devices.clock.time = NOON
    await expect(isAllowed(devices, QUESTION)).rejects.toMatchObject({ code: 'validation_error' })
  })
})
