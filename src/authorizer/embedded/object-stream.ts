/** A queue between who finds objects and who reads them, at their own paces. */
export interface ObjectStream extends AsyncIterable<string> {
  push(object: string): void
  /** All was pushed; with an error, what was pushed is not all. */
  end(error?: Error): void
  /** The reader went away. */
  isClosed(): boolean
}

export function objectStream(): ObjectStream {
  let queue: string[] = []
  let ended: { readonly error: Error | undefined } | undefined
  let isClosed = false
  let wake = (): void => {}

  async function* read(): AsyncGenerator<string> {
    try {
      for (;;) {
        const batch = queue
        queue = []
        yield* batch
        if (queue.length > 0) continue
        if (ended?.error !== undefined) throw ended.error
        if (ended !== undefined) return
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    } finally {
      isClosed = true
    }
  }

  return {
    push(object) {
      queue.push(object)
      wake()
    },
    end(error) {
      ended = { error }
      wake()
    },
    isClosed: () => isClosed,
    [Symbol.asyncIterator]: read,
  }
}
