import { expect, it } from 'vitest'
import { compareBinary } from '#model/binary-order.ts'

it('orders texts as their UTF-8 bytes', () => {
  const texts = ['b', '\uffff', '😀', 'a', 'aa', '', 'é', '\ue000', '\ud7ff']
  const byBytes = [...texts].sort((left, right) =>
    Buffer.compare(Buffer.from(left), Buffer.from(right)),
  )
  expect([...texts].sort(compareBinary)).toEqual(byBytes)
})
