/** Runs the command as a person would, and as a function with what it would have printed. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import type { Terminal } from '#cli/terminal.ts'

interface Ran {
  readonly exitCode: number | null
  readonly printed: string
  readonly complained: string
}

const MAIN = resolve('src/cli/main.ts')

/** In a process of its own. */
export function pforte(words: readonly string[], directory = '.'): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { exitCode: status, printed: stdout, complained: stderr }
}

export interface RecordingTerminal extends Terminal {
  readonly printed: readonly string[]
  readonly complained: readonly string[]
}

/** Answers are given to what is asked, in their order; without any, nobody can be asked. */
export function recordingTerminal(
  given: Partial<Pick<Terminal, 'directory' | 'environment'>> & {
    readonly answers?: readonly string[]
  } = {},
): RecordingTerminal {
  const printed: string[] = []
  const complained: string[] = []
  const answers = [...(given.answers ?? [])]
  return {
    printed,
    complained,
    print: (text) => printed.push(...text.split('\n')),
    complain: (text) => complained.push(...text.split('\n')),
    taken: () => Promise.resolve(),
    isClosed: () => false,
    paint: (_style, text) => text,
    isInteractive: given.answers !== undefined,
    ask: (question) => {
      complained.push(...question.split('\n'))
      return Promise.resolve(answers.shift() ?? '')
    },
    environment: given.environment ?? {},
    directory: given.directory ?? '.',
  }
}
