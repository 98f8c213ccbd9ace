/** Nothing on a server is changed unseen: a person is asked, and a pipeline says so beforehand. */
import { Misuse } from '#cli/misuse.ts'
import type { Terminal } from '#cli/terminal.ts'

export const yesOption = {
  yes: { kind: 'flag', meaning: 'do not ask: for pipelines, where nobody can be asked' },
} as const

/** Throws `Misuse` if there is nobody to ask. Called before the work that leads to the question. */
export function needSomebodyToAsk(
  { yes }: { readonly yes: boolean },
  { isInteractive }: Pick<Terminal, 'isInteractive'>,
): void {
  if (yes || isInteractive) return
  throw new Misuse('there is nobody to ask here; `--yes` goes on without asking')
}

export async function confirmed(
  question: string,
  { yes }: { readonly yes: boolean },
  terminal: Terminal,
): Promise<boolean> {
  if (yes) return true
  const answer = await terminal.ask(`\n${question} [y/N] `)
  return /^(?:y|yes|j|ja)$/i.test(answer.trim())
}
