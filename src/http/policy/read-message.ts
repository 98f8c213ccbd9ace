import type { z } from 'zod'
import { DoorRefusal } from '#http/error-response.ts'
import { parseJson } from '#http/json/parse-json.ts'
import { MalformedJson } from '#http/json/strict-json.ts'
import { readBody } from '#http/read-body.ts'

/**
 * The body, held to a schema. A member that it does not know is refused: a condition that is
 * misspelt would otherwise not be held. Throws a `DoorRefusal`.
 */
export async function readMessage<Message>(
  request: Request,
  schema: z.ZodType<Message>,
  maxBytes?: number,
): Promise<Message> {
  const result = schema.safeParse(parseBody(await readBody(request, maxBytes)))
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue?.path.map(String).join('.') || 'body'
  throw new DoorRefusal('validation_error', `\`${where}\`: ${issue?.message ?? 'is refused'}`)
}

function parseBody(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof MalformedJson) throw new DoorRefusal('validation_error', error.message)
    throw error
  }
}
