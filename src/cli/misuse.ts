/** A command that was asked wrongly. The message says what would be right. */
export class Misuse extends Error {
  override readonly name = 'Misuse'
}

/** What was asked rightly and cannot be done: a file is not there, a server does not answer. */
export class CannotBeDone extends Error {
  override readonly name = 'CannotBeDone'
}

/** Files that cannot be used as they are: a line for each fault, with its place. */
export class FaultyFiles extends Error {
  override readonly name = 'FaultyFiles'
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}
