import { expect, it } from 'vitest'
import { inTurns } from '#authorizer/embedded/turns.ts'

it('lets two go on in each turn of the event loop, first those who began first', async () => {
  let turn = 0
  const nextTurn = inTurns(async () => {
    await new Promise((resolve) => setImmediate(resolve))
    turn++
  })
  const wentOn: string[] = []
  const work = async (name: string, since: number): Promise<void> => {
    for (let slice = 0; slice < 2; slice++) {
      await nextTurn(since)
      wentOn.push(`${name} in turn ${turn}`)
    }
  }
  await Promise.all([work('late', 3), work('first', 1), work('second', 2)])
  expect(wentOn).toEqual([
    'first in turn 1',
    'second in turn 1',
    'first in turn 2',
    'second in turn 2',
    'late in turn 3',
    'late in turn 4',
  ])
})
