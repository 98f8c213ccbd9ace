/** Fields that several of OpenFGA's messages have. */
import { z } from 'zod'
import { type ModelId, parseModelId, parseStoreId, type StoreId } from '#model/ids.ts'
import { int32, optionalTextLike, queryInt32, rule, text } from './message.ts'
import { CONTINUATION_TOKEN } from './patterns.ts'

/** Limits of a page's size and of a token's length, and the size when none is asked. */
export const MAX_PAGE_SIZE = 100
export const DEFAULT_PAGE_SIZE = 50
const MAX_TOKEN_BYTES = 5120

const notAnId = {
  code: 'custom',
  ...rule('does not match ^[ABCDEFGHJKMNPQRSTVWXYZ0-9]{26}$'),
} as const

export const storeId = text.transform((value, context): StoreId => {
  const id = parseStoreId(value)
  if (id !== undefined) return id
  context.addIssue(notAnId)
  return z.NEVER
})

export const modelId = text.transform((value, context): ModelId => {
  const id = parseModelId(value)
  if (id !== undefined) return id
  context.addIssue(notAnId)
  return z.NEVER
})

/** Undefined: the store's newest model. */
export const optionalModelId = text.transform((value, context): ModelId | undefined => {
  const id = parseModelId(value)
  if (id === undefined && value !== '') context.addIssue(notAnId)
  return id
})

export const pageSize = pageSizeOf(int32)
export const queryPageSize = pageSizeOf(queryInt32)

function pageSizeOf(integer: z.ZodType<number | undefined>) {
  return integer
    .refine(
      (value = DEFAULT_PAGE_SIZE) => value >= 1 && value <= MAX_PAGE_SIZE,
      rule(`is not between 1 and ${MAX_PAGE_SIZE}`, 'page_size_invalid'),
    )
    .transform((value) => value ?? DEFAULT_PAGE_SIZE)
}

/** Empty: the first page. */
export const continuationToken = optionalTextLike(CONTINUATION_TOKEN).refine(
  (value) => value.length <= MAX_TOKEN_BYTES,
  rule(`is longer than ${MAX_TOKEN_BYTES} bytes`),
)

type Freshness = 'minimizeLatency' | 'higherConsistency'

const CONSISTENCY_BY_NUMBER: ReadonlyMap<number, Freshness> = new Map([
  [0, 'minimizeLatency'],
  [100, 'minimizeLatency'],
  [200, 'higherConsistency'],
])

function consistencyNumber(name: string): number {
  return name === 'HIGHER_CONSISTENCY' ? 200 : 0
}

/** By name or number. An unknown name counts as unspecified, an unknown number is against the rule. */
export const consistency = z
  .union([z.number(), z.string().transform(consistencyNumber)])
  .pipe(z.int32())
  .nullish()
  .transform((number, context): Freshness => {
    const known = CONSISTENCY_BY_NUMBER.get(number ?? 0)
    if (known !== undefined) return known
    context.addIssue({ code: 'custom', ...rule('is not a known value') })
    return z.NEVER
  })
