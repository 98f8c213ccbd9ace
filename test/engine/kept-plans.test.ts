import { expect, it } from 'vitest'
import { keepPlan, MAX_KEPT_NODES } from '#engine/kept-plans.ts'

it('drops the plans that were made first when there are too many', () => {
  const dropped: string[] = []
  const keep = (name: string, size: number) => keepPlan(size, () => dropped.push(name))
  keep('first', 10)
  keep('second', MAX_KEPT_NODES - 20)
  keep('third', 10)
  expect(dropped).toEqual([])
  keep('fourth', 5)
  expect(dropped).toEqual(['first'])
  keep('large', MAX_KEPT_NODES)
  expect(dropped).toEqual(['first', 'second', 'third', 'fourth'])
})
