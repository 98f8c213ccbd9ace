/** What came of an apply or a rollback, for people and for programs. */

import { Refusal } from '#authorizer/errors.ts'
import type { ExitCode } from '#cli/command.ts'
import { findingJson, findingLine } from '#cli/findings-text.ts'
import type { Terminal } from '#cli/terminal.ts'
import { countOf } from '#policy/count-text.ts'
import { PolicyRefused } from './ask-door.ts'
import type { Applying } from './policy-client.ts'
import { versionJson } from './version-json.ts'

interface Asked {
  readonly name: string
  /** Where the files are that findings name. */
  readonly path: string
  readonly json: boolean
}

/** Does it, and says what came of it; that the server refuses the files, or has moved on, is a finding. */
export async function tellApplying(
  { name, path, json }: Asked,
  terminal: Terminal,
  act: () => Promise<Applying>,
): Promise<ExitCode> {
  try {
    const applying = await act()
    if (json) terminal.print(JSON.stringify(applyingJson(applying), null, 2))
    else for (const line of applyingLines(name, applying)) terminal.print(line)
    return 0
  } catch (error) {
    if (error instanceof PolicyRefused) {
      const { findings } = error
      if (json) {
        const told = findings.map((finding) => findingJson(finding, path))
        terminal.print(JSON.stringify({ findings: told }, null, 2))
      } else for (const finding of findings) terminal.print(findingLine(finding, path))
      return 1
    }
    if (error instanceof Refusal && error.code === 'Aborted') {
      terminal.complain(`nothing was applied: ${error.message}`)
      terminal.complain('`pforte plan` shows what would come of it now')
      return 1
    }
    throw error
  }
}

function applyingLines(name: string, applying: Applying): readonly string[] {
  const { version, modelId, isUnchanged, roles } = applying
  if (isUnchanged) return [`${name} runs these files already: version ${version}`]
  const { followed, kept, stripped } = roles
  return [
    `${name} runs version ${version} (model ${modelId})`,
    ...(followed.length === 0
      ? []
      : [`  ${rolesThat(followed, 'follows its standard role', 'follow their standard role')}`]),
    ...(kept.length === 0
      ? []
      : [`  ${rolesThat(kept, 'stays as it was edited', 'stay as they were edited')}`]),
    ...(stripped.length === 0
      ? []
      : [`  ${rolesThat(stripped, 'loses', 'lose')} what is no permission any more`]),
  ]
}

function rolesThat({ length }: readonly unknown[], one: string, several: string): string {
  return `${countOf(length, 'role')} ${length === 1 ? one : several}`
}

function applyingJson(applying: Applying) {
  const { revision, isUnchanged, roles } = applying
  return { ...versionJson(applying), revision, unchanged: isUnchanged, roles }
}
