/**
 * Objects as a stream of lines, sent as they are found and no faster than they are taken. The first
 * is waited for, so that an error before it still has a status of its own; one after it is a line.
 */
export async function objectStream(
  objects: AsyncIterable<string>,
  describe: (error: unknown) => string,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = objects[Symbol.asyncIterator]()
  let next = await iterator.next()
  const utf8 = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      if (next.done === true) return controller.close()
      controller.enqueue(utf8.encode(printLine(next.value)))
      try {
        next = await iterator.next()
      } catch (error) {
        controller.enqueue(utf8.encode(describe(error)))
        controller.close()
      }
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

function printLine(object: string): string {
  return `${JSON.stringify({ result: { object } })}\n`
}
