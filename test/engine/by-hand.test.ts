import { describe, expect, it } from 'vitest'
import { writtenWorld } from './written-world.ts'

const GROUPS = `type group
  relations
    define member: [user, group#member]`

const WALKED = { lifting: false } as const

/** `group:0#member@group:1#member`, and so on, `count` times. */
function chain(count: number): string[] {
  return Array.from(
    { length: count },
    (_, place) => `group:${place}#member@group:${place + 1}#member`,
  )
}

describe('an undecided part of a cycle', () => {
  const rows = [
    'group:n#member@group:k#member',
    'group:n#member@group:m#member',
    'group:m#member@group:n#member',
    'group:k#member@user:anne',
    'document:1#first@group:n#member',
    'document:1#second@group:m#member',
  ]
  const types = `${GROUPS}
type document
  relations
    define first: [group#member]
    define second: [group#member]
    define both: first and second
    define turned: second and first`

  it.each([
    { name: 'lifted', asking: {} },
    { name: 'walked', asking: WALKED },
  ])('is evaluated anew once its head is decided, $name', async ({ asking }) => {
    const engine = (await writtenWorld(types)).with(rows, asking)
    expect(engine.asks('document:1#both@user:anne')).toBe('allowed')
    expect(engine.asks('document:1#turned@user:anne')).toBe('allowed')
  })

  it('is evaluated anew whatever the order of the rows', async () => {
    const world = await writtenWorld(types)
    const engine = world.with(rows.toReversed(), WALKED)
    expect(engine.asks('document:1#both@user:anne')).toBe('allowed')
    expect(engine.asks('document:1#turned@user:anne')).toBe('allowed')
  })
})

describe('a ladder, of which the top holds every rung and each rung the next', () => {
  const rungs = Array.from({ length: 40 }, (_, place) => place)
  const rows = [
    ...rungs.map((rung) => `group:top#member@group:${rung}#member`),
    ...chain(rungs.length),
    `group:${rungs.length}#member@user:anne`,
  ]

  it.each([
    { name: 'lifted', asking: {} },
    { name: 'walked', asking: WALKED },
  ])('is two hops high, $name', async ({ asking }) => {
    const world = await writtenWorld(GROUPS)
    for (const order of [rows, rows.toReversed()]) {
      const engine = world.with(order, asking)
      expect(engine.asks('group:top#member@user:anne')).toBe('allowed')
      expect(engine.asks('group:top#member@user:beth')).toBe('denied')
    }
  })
})

describe('a chain of groups', () => {
  const rows = [...chain(30), ...chain(30).map((_, place) => `group:${place}#member@user:${place}`)]

  it('is followed for 25 hops and no further when it is walked', async () => {
    const engine = (await writtenWorld(GROUPS)).with(rows, WALKED)
    expect(engine.asks('group:0#member@user:25')).toBe('allowed')
    expect(engine.asks('group:0#member@user:26')).toBe('error')
    expect(engine.asks('group:0#member@user:nobody')).toBe('error')
  })

  it('is followed for 25 hops and no further when it is lifted', async () => {
    const engine = (await writtenWorld(GROUPS)).with(rows)
    expect(engine.asks('group:0#member@user:25')).toBe('allowed')
    expect(engine.asks('group:0#member@user:26')).toBe('error')
  })
})

describe('a typed wildcard', () => {
  it('as a subject is nobody whom a plain restriction lets in', async () => {
    const world = await writtenWorld(GROUPS)
    const rows = ['group:1#member@user:*', 'group:2#member@group:1#member']
    for (const asking of [{}, WALKED]) {
      const engine = world.with(rows, asking)
      expect(engine.asks('group:1#member@user:*')).toBe('denied')
      expect(engine.asks('group:2#member@user:*')).toBe('denied')
      expect(engine.asks('group:2#member@user:anne')).toBe('denied')
    }
  })

  it('in one operand of an intersection lets in who is named only in the other', async () => {
    const world = await writtenWorld(`type document
  relations
    define invited: [user, user:*]
    define present: [user]
    define viewer: invited and present`)
    const engine = world.with(['document:1#invited@user:*', 'document:1#present@user:anne'])
    expect(engine.listUsers('document:1', 'viewer', 'user')).toEqual({
      names: ['user:anne'],
      complete: true,
    })
    expect(engine.listObjects('user:anne', 'document', 'viewer').names).toEqual(['document:1'])
  })
})

describe('an exclusion', () => {
  const types = `${GROUPS}
type club
  relations
    define parent: [club]
    define banned: [user, club#banned]
    define member: [user] but not banned
    define beaten: [user] or rival from parent
    define rival: [user] but not beaten`

  it('takes nobody away for a cycle of rows that leads to nobody', async () => {
    const world = await writtenWorld(types)
    const engine = world.with([
      'club:1#member@user:anne',
      'club:1#banned@club:2#banned',
      'club:2#banned@club:1#banned',
    ])
    expect(engine.asks('club:1#member@user:anne')).toBe('allowed')
  })

  it('denies who is let in only by not being let in', async () => {
    const world = await writtenWorld(types)
    const engine = world.with(['club:1#rival@user:anne', 'club:1#parent@club:1'])
    expect(engine.asks('club:1#rival@user:anne')).toBe('denied')
  })

  it('is settled along a chain that has an end', async () => {
    const world = await writtenWorld(types)
    const engine = world.with([
      ...[1, 2, 3].map((club) => `club:${club}#rival@user:anne`),
      'club:1#parent@club:2',
      'club:2#parent@club:3',
    ])
    expect(engine.asks('club:3#rival@user:anne')).toBe('allowed')
    expect(engine.asks('club:2#rival@user:anne')).toBe('denied')
    expect(engine.asks('club:1#rival@user:anne')).toBe('allowed')
  })
})

describe('work', () => {
  /** Each of so many groups is a member of each other one. */
  function allInEachOther(count: number): string[] {
    const groups = Array.from({ length: count }, (_, place) => place)
    return groups.flatMap((one) =>
      groups
        .filter((other) => other !== one)
        .map((other) => `group:${one}#member@group:${other}#member`),
    )
  }

  /** Two groups on each level, each holding both of the next: 2^levels paths. */
  function diamond(levels: number): string[] {
    return Array.from({ length: levels }, (_, level) =>
      ['a', 'b'].flatMap((one) =>
        ['a', 'b'].map((other) => `group:${level}${one}#member@group:${level + 1}${other}#member`),
      ),
    ).flat()
  }

  it.each([
    { name: 'ten groups all in each other', rows: allInEachOther(10), group: 'group:0' },
    { name: 'thirty groups all in each other', rows: allInEachOther(30), group: 'group:0' },
    { name: 'a diamond of twenty levels', rows: diamond(20), group: 'group:0a' },
  ])('grows with the rows and not with the paths: $name', async ({ rows, group }) => {
    const world = await writtenWorld(GROUPS)
    for (const asking of [{}, WALKED]) {
      const engine = world.with(rows, asking)
      const question = `${group}#member@user:nobody`
      expect(engine.asks(question)).toBe('denied')
      // Each row once to find the component, and twice to see that nothing in it moves.
      expect(engine.stepsOf(question)).toBeLessThan(5 * rows.length)
    }
  })

  it('in a ring of a thousand ends with the hops, and the lift settles it', async () => {
    const world = await writtenWorld(GROUPS)
    const rows = [...chain(999), 'group:999#member@group:0#member']
    const question = 'group:0#member@user:nobody'
    const walked = world.with(rows, WALKED)
    expect(walked.asks(question)).toBe('error')
    expect(walked.stepsOf(question)).toBeLessThan(rows.length)
    expect(world.with(rows).asks(question)).toBe('denied')
  })

  it('in a ring grows with its rows when the hops are not limited', async () => {
    const world = await writtenWorld(GROUPS)
    const rows = [...chain(249), 'group:249#member@group:0#member']
    const engine = world.with(rows, { ...WALKED, maxDepth: 1_000 })
    expect(engine.asks('group:0#member@user:nobody')).toBe('denied')
    expect(engine.stepsOf('group:0#member@user:nobody')).toBeLessThan(5 * rows.length)
  })

  it('beyond the budget of a request is an error', async () => {
    const world = await writtenWorld(GROUPS)
    const engine = world.with(allInEachOther(10), { ...WALKED, maxSteps: 50 })
    expect(engine.asks('group:0#member@user:nobody')).toBe('error')
  })
})
