#!/usr/bin/env node
/** `pforte`: the commands, each a file in `commands/`. Exit code 2 is misuse. */
import { serve } from './commands/serve.ts'

type Command = (words: readonly string[]) => Promise<void>

const COMMANDS: Readonly<Record<string, { readonly run: Command; readonly meaning: string }>> = {
  serve: { run: serve, meaning: 'serve the OpenFGA API; --help lists the settings' },
}

const [name = '--help', ...words] = process.argv.slice(2)
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
if (command !== undefined) {
  await command.run(words)
} else if (name === '--help' || name === '-h') {
  console.log(usage())
} else {
  console.error(`there is no command \`${name}\`\n\n${usage()}`)
  process.exitCode = 2
}

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([word, { meaning }]) => `  ${word}  ${meaning}`)
  return `pforte <command>\n\n${lines.join('\n')}`
}
