/** What `--help` says, of all commands and of one. */

import { columns } from './columns.ts'
import type { Command } from './command.ts'
import { type Option, showOption } from './read-words.ts'

/** A row of the table of commands; a command is loaded when it is asked for. */
export interface CommandRow {
  /** One line, without a full stop. */
  readonly meaning: string
  load(): Promise<Command>
}

export type CommandTable = Readonly<Record<string, CommandRow>>

export function helpOfAll(commands: CommandTable): string {
  const rows = Object.entries(commands).map(([name, { meaning }]) => [`  ${name}`, meaning])
  return [
    'Usage: pforte <command> [options]',
    '',
    'Commands:',
    ...columns(rows),
    '',
    '`pforte <command> --help` says more of each, with an example.',
    'Exit codes: 0 done, 1 something was found to be wrong, 2 asked wrongly or could not be done.',
  ].join('\n')
}

export function helpOf(name: string, { meaning }: CommandRow, command: Command): string {
  const options = [
    ...Object.entries(command.options).map(([option, of]) => optionRow(option, of)),
    ['  --help', 'print this'],
  ]
  return [
    `Usage: ${usageOf(name, command)}`,
    '',
    sentenceOf(meaning),
    ...(command.details === undefined ? [] : ['', command.details]),
    '',
    'Options:',
    ...columns(options),
    '',
    'Example:',
    `  ${command.example}`,
  ].join('\n')
}

function sentenceOf(meaning: string): string {
  const sentence = meaning.charAt(0).toUpperCase() + meaning.slice(1)
  return sentence.endsWith('?') ? sentence : `${sentence}.`
}

/** Choices that would push the meanings aside stand with the meaning. */
const MAX_OPTION_LENGTH = 28

function optionRow(name: string, option: Option): readonly string[] {
  const shown = showOption(name, option)
  if (option.kind !== 'choice' || shown.length <= MAX_OPTION_LENGTH) {
    return [`  ${shown}`, option.meaning]
  }
  return [`  --${name} WORD`, `${option.meaning}: ${option.choices.join(' or ')}`]
}

function usageOf(name: string, { operands }: Command): string {
  const words = operands.map((operand) => (operand.startsWith('[') ? operand : `<${operand}>`))
  return ['pforte', name, ...words, '[options]'].join(' ')
}
