import { DoorRefusal } from './error-response.ts'

/** OpenFGA's limit of a message, 1.2 times what a tuple's context and a model may take. */
export const MAX_BODY_BYTES = 616_448

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The body as text. One that is too large is refused before it is read or, if its length is not
 * declared, as soon as that shows: no more than the limit is ever held.
 */
export async function readBody(request: Request, maxBytes = MAX_BODY_BYTES): Promise<string> {
  const declared = request.headers.get('content-length')
  if (Number(declared) > maxBytes) throw tooLarge(maxBytes)
  const bytes =
    // The runtime holds a sender to the length that it declared.
    declared === null ? await readCounted(request, maxBytes) : await request.arrayBuffer()
  try {
    return UTF8.decode(bytes)
  } catch {
    throw new DoorRefusal('validation_error', 'the body is not UTF-8')
  }
}

async function readCounted(request: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return joinChunks(chunks, length)
}

function joinChunks(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

export function tooLarge(maxBytes: number): DoorRefusal {
  return new DoorRefusal('resource_exhausted', `the body is larger than ${maxBytes} bytes`)
}
