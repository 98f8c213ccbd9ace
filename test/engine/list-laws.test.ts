import { describe, it } from 'vitest'
import {
  type ExpectedList,
  expectedObjects,
  expectedUsers,
  listFault,
} from '../reference/expected-lists.ts'
import { judgeRandomCondition } from '../reference/random-model.ts'
import { type RandomWorld, randomQuestion, randomUser } from '../reference/random-world.ts'
import { seededRandomness } from '../reference/randomness.ts'
import type { Listed, WorldEngine } from './engine-in-world.ts'
import { fetchedFacts } from './facts-of-world.ts'
import { engine, inEveryWorld } from './law.ts'

const TIMEOUT_MS = 180_000

describe('lists of random worlds', { timeout: TIMEOUT_MS }, () => {
  it('of objects hold every object whose check is true, and no other', () => {
    inEveryWorld(600, (world) => objectsFault(world, engine(world)))
  })

  it('of objects are the same with facts fetched as they are missed', () => {
    inEveryWorld(100, (world) => objectsFault(world, engine(world, fetchedFacts)))
  })

  it('of objects are the same without lifting', () => {
    inEveryWorld(200, (world) => objectsFault(world, engine(world, undefined, { lifting: false })))
  })

  it('of users hold every user whose check is true, and no other', () => {
    inEveryWorld(600, (world) => usersFault(world, engine(world)))
  })

  it('of users are the same with facts fetched as they are missed', () => {
    inEveryWorld(100, (world) => usersFault(world, engine(world, fetchedFacts)))
  })
})

const LISTS_A_WORLD = 8

function objectsFault(world: RandomWorld, asked: WorldEngine): string | undefined {
  const random = seededRandomness(world.seed)
  for (let count = 0; count < LISTS_A_WORLD; count++) {
    const { object, relation } = randomQuestion(world.model, random)
    const user = randomUser(world.model, random)
    const type = object.split(':')[0] ?? ''
    const expected = expectedObjects(world, judgeRandomCondition, { user, type, relation })
    const fault = faultOf(expected, asked.listObjects(user, type, relation))
    if (fault !== undefined) return `objects of ${type}#${relation}@${user}: ${fault}`
  }
  return undefined
}

function usersFault(world: RandomWorld, asked: WorldEngine): string | undefined {
  const random = seededRandomness(world.seed)
  for (let count = 0; count < LISTS_A_WORLD; count++) {
    const { object, relation } = randomQuestion(world.model, random)
    const filter = randomUser(world.model, random).replace(/:[^#]*/, '')
    const expected = expectedUsers(world, judgeRandomCondition, { object, relation, filter })
    const fault = faultOf(expected, asked.listUsers(object, relation, filter))
    if (fault !== undefined) return `users of ${object}#${relation} that are ${filter}: ${fault}`
  }
  return undefined
}

/** A list that is said to be whole stands for checks that all have an answer. */
function faultOf(expected: ExpectedList, listed: Listed): string | undefined {
  const fault = listFault(expected, listed.names)
  if (fault !== undefined) return fault
  if (listed.complete && !expected.decided) return 'it is not whole and does not say so'
  return !listed.complete && expected.decided ? 'it is whole and says that it is not' : undefined
}
