/** The policy of notes, built in a folder of its own. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from '#cli/commands/build.ts'
import { recordingTerminal } from './run-pforte.ts'

export interface Notes {
  /** It holds `policies/notes`. */
  readonly directory: string
  remove(): void
}

export async function builtNotes(): Promise<Notes> {
  const directory = mkdtempSync(join(tmpdir(), 'pforte-notes-'))
  cpSync('test/cli/folders/notes', join(directory, 'policies/notes'), { recursive: true })
  await build.run([], recordingTerminal({ directory }))
  return { directory, remove: () => rmSync(directory, { recursive: true }) }
}
