import { join, resolve } from 'node:path'
import { type Call, command, type ExitCode } from '#cli/command.ts'
import { findingJson, findingLine } from '#cli/findings-text.ts'
import { jsonOption } from '#cli/json-option.ts'
import { readCoreModel, readPolicies } from '#cli/policy-sources.ts'
import type { Terminal } from '#cli/terminal.ts'
import { writeWholeFile } from '#files/write-whole-file.ts'
import type { Finding } from '#model/finding.ts'
import { type Build, buildPolicy, staleFiles } from '#policy/build-policy.ts'
import type { PolicySource } from '#policy/policy-folder.ts'

const options = {
  check: { kind: 'flag', meaning: 'write nothing; exit 1 if what is there is not current' },
  ...jsonOption,
} as const

/** What came of one folder. Files are named within it. */
interface Outcome {
  readonly policy: PolicySource
  readonly findings: readonly Finding[]
  readonly written: readonly string[]
  readonly stale: readonly StaleFile[]
}

/** `line` is the first that differs, counted from 1. */
interface StaleFile {
  readonly file: string
  readonly line: number
  readonly found: string | undefined
  readonly made: string | undefined
}

export const build = command({
  operands: ['[folder…]'],
  options,
  details: 'Without a folder: all in ./policies.',
  example: 'pforte build policies/machine',
  async run(call) {
    const policies = await readPolicies(call.operands, call.terminal)
    const core = await readCoreModel()
    const outcomes: Outcome[] = []
    for (const policy of policies) {
      const built = await buildPolicy(core, policy.folder)
      outcomes.push(await outcomeOf(policy, built, call))
    }
    return tell(outcomes, call)
  },
})

async function outcomeOf(
  policy: PolicySource,
  build: Build,
  { options: { check }, terminal }: Call<typeof options>,
): Promise<Outcome> {
  if (build.kind === 'findings') return { policy, findings: build.findings, written: [], stale: [] }
  const { built } = build
  const files = staleFiles(policy.folder, built)
  const stale = files.map((file) =>
    firstDifference(file, policy.folder.files.get(file), built.made.get(file) ?? ''),
  )
  const findings = built.warnings
  if (check) return { policy, findings, written: [], stale }
  for (const file of files) {
    const path = resolve(terminal.directory, policy.path, file)
    await writeWholeFile(path, built.made.get(file) ?? '')
  }
  return { policy, findings, written: files, stale: [] }
}

function firstDifference(file: string, found: string | undefined, made: string): StaleFile {
  if (found === undefined) return { file, line: 1, found, made: made.split('\n')[0] }
  const foundLines = found.replace(/^\uFEFF/, '').split(/\r?\n/)
  const madeLines = made.split('\n')
  const longest = Math.max(foundLines.length, madeLines.length)
  const at = Array.from({ length: longest }).findIndex(
    (_, line) => foundLines[line] !== madeLines[line],
  )
  return { file, line: at + 1, found: foundLines[at], made: madeLines[at] }
}

function tell(
  outcomes: readonly Outcome[],
  { options: { json }, terminal }: Call<typeof options>,
): ExitCode {
  if (json) terminal.print(JSON.stringify({ policies: outcomes.map(outcomeJson) }, null, 2))
  else for (const outcome of outcomes) tellOne(outcome, terminal)
  return outcomes.some(isWrong) ? 1 : 0
}

function isWrong({ findings, stale }: Outcome): boolean {
  return stale.length > 0 || findings.some(({ severity }) => severity === 'error')
}

function tellOne(outcome: Outcome, terminal: Terminal): void {
  const { policy, findings, written, stale } = outcome
  for (const finding of findings) terminal.print(findingLine(finding, policy.path))
  for (const { file, line, found, made } of stale) {
    const place = `${join(policy.path, file)}:${line}:1`
    if (found === undefined && line === 1) {
      terminal.print(`${place}: is not there; \`pforte build\` makes it`)
      continue
    }
    terminal.print(`${place}: is not what the sources make; \`pforte build\` writes it anew`)
    if (found !== undefined) terminal.print(terminal.paint('red', `  - ${found}`))
    if (made !== undefined) terminal.print(terminal.paint('green', `  + ${made}`))
  }
  if (isWrong(outcome)) return
  const says = written.length === 0 ? 'is current' : `wrote ${written.join(', ')}`
  terminal.print(`${policy.path}: ${says}`)
}

function outcomeJson({ policy, findings, written, stale }: Outcome) {
  return {
    folder: policy.path,
    findings: findings.map((finding) => findingJson(finding, policy.path)),
    written,
    stale,
  }
}
