/** A stream of JSON, a value a line. Throws a `SyntaxError` at a line that is none. */
export async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const utf8 = new TextDecoder()
  let begun = ''
  for await (const chunk of chunks) {
    const lines = (begun + utf8.decode(chunk, { stream: true })).split('\n')
    begun = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line)
  }
  // What a stream that was cut ends with is no line.
  if (begun.trim() !== '') yield JSON.parse(begun)
}
