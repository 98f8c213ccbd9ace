/**
 * A command as a value: what it takes, what it says of itself, and what it does. Reading its words,
 * its `--help` and its faults follow from the table, the same way for all of them.
 */
import { type Option, type OptionValues, readWords, type Words } from './read-words.ts'
import type { Terminal } from './terminal.ts'

/** 0: done. 1: something was found to be wrong. 2: it was asked wrongly, or could not be done. */
export type ExitCode = 0 | 1 | 2

export interface Call<Options extends Readonly<Record<string, Option>>> {
  readonly operands: readonly string[]
  readonly options: OptionValues<Options>
  readonly terminal: Terminal
}

export interface CommandDescription<Options extends Readonly<Record<string, Option>>> {
  /** In their order: `user`, `[folder]`, or, at the end, `[folder…]`. */
  readonly operands: readonly string[]
  readonly options: Options
  /** More than the one line of the table of commands, if there is more to say. */
  readonly details?: string
  /** As it is typed, with `pforte`. */
  readonly example: string
  run(call: Call<Options>): Promise<ExitCode>
}

export interface Command extends Omit<CommandDescription<Readonly<Record<string, Option>>>, 'run'> {
  /** Throws `Misuse`, or whatever kept it from being done. */
  run(words: Words, terminal: Terminal): Promise<ExitCode>
}

export function command<const Options extends Readonly<Record<string, Option>>>(
  description: CommandDescription<Options>,
): Command {
  const { operands, options } = description
  return {
    ...description,
    run: (words, terminal) =>
      description.run({ ...readWords({ operands, options }, words), terminal }),
  }
}
