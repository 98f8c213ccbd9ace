/** Questions of each class, drawn from all over the platform, with the answers it expects itself. */
import type { TupleKey } from '#model/tuple.ts'
import { seededRandomness } from '../reference/randomness.ts'
import { readableToLead, readersOf } from './platform-answers.ts'
import { type Facility, facilitiesOf, NOW, type PlatformWorld } from './platform-world.ts'

export const CHECK_CLASSES = ['direct', 'one hop', 'deep allowed', 'denied', 'condition'] as const

type CheckClass = (typeof CHECK_CLASSES)[number]

export interface AskedCheck {
  readonly key: TupleKey
  readonly allowed: boolean
}

export interface AskedList {
  /** The user, of list-objects; the document, of list-users. */
  readonly of: string
  /** In binary order. */
  readonly expected: readonly string[]
}

export interface PlatformQuestions {
  readonly checks: Readonly<Record<CheckClass, readonly AskedCheck[]>>
  /** Documents that the lead of a line can read. */
  readonly objects: readonly AskedList[]
  /** Users that can read a document. */
  readonly users: readonly AskedList[]
}

export const CONTEXT = { now: NOW } as const

export function platformQuestions(world: PlatformWorld, count: number): PlatformQuestions {
  const facilities = facilitiesOf(world)
  const random = seededRandomness(facilities.length)
  const [first, ...rest] = facilities
  if (first === undefined) throw new Error('a platform without facilities')
  const facility = () => random.pick([first, ...rest])
  const some = <Item>(items: readonly Item[]): Item => {
    const item = items[random.below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  const documentOf = (place: Facility) => some(some(some(place.lines).machines).documents)
  const sharedDocument = () => {
    for (;;) {
      const document = documentOf(facility())
      if (document.share !== undefined) return { document, user: document.share.user }
    }
  }
  const draw = <Item>(make: () => Item) => Array.from({ length: count }, make)
  const canRead = (document: ReturnType<typeof documentOf>, user: string): AskedCheck => ({
    key: { object: document.name, relation: 'can_read', user },
    allowed: readersOf(document).has(user),
  })
  return {
    checks: {
      direct: draw(() => {
        const { name, owner } = documentOf(facility())
        return { key: { object: name, relation: 'owner', user: owner }, allowed: true }
      }),
      'one hop': draw(() => {
        const { name, crew } = some(some(facility().lines).machines)
        return { key: { object: name, relation: 'viewer', user: some(crew.users) }, allowed: true }
      }),
      'deep allowed': draw(() => {
        for (;;) {
          const place = facility()
          const asked = canRead(documentOf(place), place.deepUser)
          if (asked.allowed) return asked
        }
      }),
      denied: draw(() => {
        for (;;) {
          const asked = canRead(documentOf(facility()), facility().deepUser)
          if (!asked.allowed) return asked
        }
      }),
      condition: draw(() => {
        const { document, user } = sharedDocument()
        return canRead(document, user)
      }),
    },
    objects: facilities
      .flatMap(({ lines }) => lines)
      .slice(0, count)
      .map((line) => ({ of: line.lead, expected: readableToLead(line).toSorted() })),
    users: draw(() => {
      const document = documentOf(facility())
      return { of: document.name, expected: [...readersOf(document)].toSorted() }
    }),
  }
}
