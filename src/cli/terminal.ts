/**
 * Where a command is run: what it prints to, whom it may ask, and what the environment says. It is a
 * value, so that a test sees what a person would.
 */
import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'

type Style = 'green' | 'red' | 'yellow' | 'dim' | 'bold'

export interface Terminal {
  /** A line, or several, on standard output. */
  print(text: string): void
  /** A line, or several, on standard error. */
  complain(text: string): void
  /** Resolves once what was printed has been taken: whoever prints without end waits here. */
  taken(): Promise<void>
  /** Nobody reads any more: there is no use in printing on. */
  isClosed(): boolean
  /** Coloured, if a person looks at standard output and has not said NO_COLOR. */
  paint(style: Style, text: string): string
  /** Whether there is a person who can be asked. */
  readonly isInteractive: boolean
  /** Puts a question and returns the answer. */
  ask(question: string): Promise<string>
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where relative paths begin. */
  readonly directory: string
}

export function processTerminal(): Terminal {
  const { stdout, stderr, stdin } = process
  let isClosed = false
  // A reader that has seen enough, as `head` has: a command goes on to its end and its exit code.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    isClosed = true
  })
  stderr.on('error', () => {
    // There is nobody left to tell.
  })
  return {
    print(text) {
      if (!isClosed) stdout.write(`${text}\n`)
    },
    complain(text) {
      stderr.write(`${text}\n`)
    },
    taken: () =>
      new Promise((resolve) => {
        if (isClosed || !stdout.writableNeedDrain) return resolve()
        stdout.once('drain', resolve).once('close', resolve)
      }),
    isClosed: () => isClosed,
    paint: (style, text) => styleText(style, text, { stream: stdout }),
    isInteractive: stdin.isTTY && stderr.isTTY,
    async ask(question) {
      const lines = createInterface({ input: stdin, output: stderr })
      // Whoever ends the input, by Ctrl-D or Ctrl-C, has not said yes.
      const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
      try {
        return await Promise.race([lines.question(question), ended])
      } finally {
        lines.close()
      }
    },
    environment: process.env,
    directory: process.cwd(),
  }
}
