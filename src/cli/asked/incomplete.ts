import type { Terminal } from '#cli/terminal.ts'

/** A list that was cut, or that left out what could not be decided, must not pass for the whole. */
export function tellIncomplete(complete: boolean, terminal: Terminal): void {
  if (complete) return
  terminal.complain('there may be more: the list was cut, or something could not be decided')
}
