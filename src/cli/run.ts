/** Runs the command that the words name, and says what kept it from being done. */
import { readFile } from 'node:fs/promises'
import { Refusal } from '#authorizer/errors.ts'
import { ServerFailed } from '#authorizer/remote/server-failed.ts'
import { FolderRefused } from '#files/folder-on-disk.ts'
import { didYouMean } from '#policy/closest.ts'
import type { ExitCode } from './command.ts'
import { type CommandTable, helpOf, helpOfAll } from './help.ts'
import { CannotBeDone, FaultyFiles, Misuse } from './misuse.ts'
import { asksForHelp, type Words } from './read-words.ts'
import type { Terminal } from './terminal.ts'

export async function run(
  commands: CommandTable,
  words: Words,
  terminal: Terminal,
): Promise<ExitCode> {
  const [first = '--help', ...rest] = words
  if (first === '--version' || first === '-v') {
    terminal.print(await version())
    return 0
  }
  if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0)) {
    terminal.print(helpOfAll(commands))
    return 0
  }
  const [name = '', given] = first === 'help' ? [rest[0], ['--help']] : [first, rest]
  const row = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (row === undefined) {
    const noun = name.startsWith('-') ? 'option' : 'command'
    terminal.complain(`there is no ${noun} \`${name}\`${didYouMean(name, Object.keys(commands))}`)
    terminal.complain('`pforte --help` lists the commands')
    return 2
  }
  const command = await row.load()
  if (asksForHelp(given)) {
    terminal.print(helpOf(name, row, command))
    return 0
  }
  try {
    return await command.run(given, terminal)
  } catch (error) {
    if (error instanceof FaultyFiles) {
      for (const line of error.lines) terminal.complain(line)
      return 2
    }
    terminal.complain(`pforte ${name}: ${sentenceOf(error, terminal)}`)
    if (error instanceof Misuse) terminal.complain(`\`pforte ${name} --help\` says how it is used`)
    return 2
  }
}

/** Of what is no fault of the asker nothing is hidden: a bug is to be told with its stack. */
function sentenceOf(error: unknown, terminal: Terminal): string {
  if (error instanceof Refusal) return `${error.message} (${error.code})`
  if (error instanceof ServerFailed) return `${error.message}${wayOut(error, terminal)}`
  if (error instanceof Misuse || error instanceof CannotBeDone || error instanceof FolderRefused) {
    return error.message
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function wayOut({ kind }: ServerFailed, { environment }: Terminal): string {
  if (kind === 'unreachable') {
    return '; `pforte serve` starts one, `--server` or PFORTE_SERVER_URL names another'
  }
  if (kind !== 'key refused') return ''
  return (environment.PFORTE_API_KEY ?? '') === ''
    ? '; PFORTE_API_KEY must hold it: the first start of the server shows it'
    : '; PFORTE_API_KEY holds it'
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { readonly version: string }
  return version
}
