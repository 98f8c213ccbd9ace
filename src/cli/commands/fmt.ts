import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Call, command, type ExitCode } from '#cli/command.ts'
import { findingJson, findingLine } from '#cli/findings-text.ts'
import { jsonOption } from '#cli/json-option.ts'
import { CannotBeDone } from '#cli/misuse.ts'
import { policyFolders } from '#files/folder-on-disk.ts'
import { readText } from '#files/read-text.ts'
import { writeWholeFile } from '#files/write-whole-file.ts'
import { compareBinary } from '#model/binary-order.ts'
import type { Finding } from '#model/finding.ts'
import { formatDsl } from '#model/format-dsl.ts'

const options = {
  check: { kind: 'flag', meaning: 'write nothing; exit 1 if a file is not in its form' },
  ...jsonOption,
} as const

type Outcome =
  | { readonly file: string; readonly is: 'in form' | 'formatted' | 'not in form' }
  | { readonly file: string; readonly is: 'faulty'; readonly findings: readonly Finding[] }

export const fmt = command({
  operands: ['[file…]'],
  options,
  details:
    'Of a folder: its .fga files. Without a file: those of all folders in ./policies.\n' +
    'Comments stay, and so does what the model says. A file with syntax errors is left as it is.',
  example: 'pforte fmt policies/machine/machine.fga',
  async run(call) {
    const { operands, options, terminal } = call
    const files = await modelFiles(operands, terminal.directory)
    const outcomes: Outcome[] = []
    for (const file of files) {
      outcomes.push(await format(file, resolve(terminal.directory, file), options.check))
    }
    return tell(outcomes, call)
  },
})

async function modelFiles(named: readonly string[], directory: string): Promise<readonly string[]> {
  const found = named.length === 0 ? await policyFolders(resolve(directory, 'policies')) : []
  const paths = named.length === 0 ? found.map((name) => join('policies', name)) : named
  const files = await Promise.all(
    paths.map(async (path) => {
      if (!(await isFolder(path, directory))) {
        if (path.endsWith('.fga')) return [path]
        throw new CannotBeDone(`${path} is no .fga file`)
      }
      const names = await readdir(resolve(directory, path))
      return names
        .filter((name) => name.endsWith('.fga'))
        .sort(compareBinary)
        .map((name) => join(path, name))
    }),
  )
  if (files.flat().length === 0) {
    throw new CannotBeDone('there is no .fga file here; name one, or a folder that has some')
  }
  return files.flat()
}

async function isFolder(path: string, directory: string): Promise<boolean> {
  try {
    return (await stat(resolve(directory, path))).isDirectory()
  } catch {
    throw new CannotBeDone(`${path} is not there`)
  }
}

async function format(file: string, path: string, checksOnly: boolean): Promise<Outcome> {
  const reading = await readText(path)
  if (reading.kind === 'refused') throw new CannotBeDone(`${file} ${reading.reason}`)
  const { text } = reading
  const formatting = await formatDsl(text, file)
  if (formatting.kind === 'findings') {
    return { file, is: 'faulty', findings: formatting.findings }
  }
  // Line ends are the checkout's business.
  const formatted = text.includes('\r\n')
    ? formatting.text.replaceAll('\n', '\r\n')
    : formatting.text
  if (formatted === text) return { file, is: 'in form' }
  if (checksOnly) return { file, is: 'not in form' }
  await writeWholeFile(path, formatted)
  return { file, is: 'formatted' }
}

function tell(
  outcomes: readonly Outcome[],
  { options: { json }, terminal }: Call<typeof options>,
): ExitCode {
  if (json) {
    const files = outcomes.map((outcome) =>
      outcome.is === 'faulty'
        ? { ...outcome, findings: outcome.findings.map((finding) => findingJson(finding)) }
        : outcome,
    )
    terminal.print(JSON.stringify({ files }, null, 2))
  } else for (const line of outcomes.flatMap(outcomeLines)) terminal.print(line)
  return outcomes.some(({ is }) => is === 'faulty' || is === 'not in form') ? 1 : 0
}

function outcomeLines(outcome: Outcome): readonly string[] {
  switch (outcome.is) {
    case 'faulty':
      return outcome.findings.map((finding) => findingLine(finding))
    case 'not in form':
      return [`${outcome.file}:1:1: is not in its form; \`pforte fmt\` writes it so`]
    case 'in form':
    case 'formatted':
      return [`${outcome.file}: ${outcome.is}`]
  }
}
