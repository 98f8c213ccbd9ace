import { DoorRefusal } from '#http/error-response.ts'
import { tooLarge } from '#http/read-body.ts'

/** A line of a body, counted from 1. */
export interface Line {
  readonly number: number
  readonly text: string
}

/**
 * The lines of a body that are not empty, as they come. Throws a `DoorRefusal` beyond the limits. Of
 * whoever stops before the end the rest is taken unread: a client that still sends gets no answer.
 */
export async function* readLines(
  request: Request,
  { maxBytes, maxLineLength }: { readonly maxBytes: number; readonly maxLineLength: number },
): AsyncGenerator<Line> {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let number = 0
  let begun = ''
  const chunks = chunksOf(request, maxBytes)
  try {
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      const lines = (begun + decode(utf8, number, next.value)).split('\n')
      begun = lines.pop() ?? ''
      for (const text of lines) {
        number += 1
        if (text.trim() !== '') yield checked({ number, text }, maxLineLength)
      }
      checked({ number: number + 1, text: begun }, maxLineLength)
    }
    begun += decode(utf8, number)
    if (begun.trim() !== '') yield { number: number + 1, text: begun }
  } finally {
    for await (const _ of chunks);
  }
}

async function* chunksOf({ body }: Request, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    yield chunk
  }
}

/** Without a chunk, what is left in the end. */
function decode(utf8: TextDecoder, lines: number, chunk?: Uint8Array): string {
  try {
    return utf8.decode(chunk, { stream: chunk !== undefined })
  } catch {
    throw new DoorRefusal('validation_error', `the body is not UTF-8, behind line ${lines}`)
  }
}

function checked(line: Line, maxLength: number): Line {
  if (line.text.length <= maxLength) return line
  const message = `line ${line.number} is longer than ${maxLength} signs`
  throw new DoorRefusal('validation_error', message)
}
