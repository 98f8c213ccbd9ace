#!/usr/bin/env node
/** `pforte`: the commands, each a file in `commands/`. */
import type { CommandTable } from './help.ts'
import { run } from './run.ts'
import { processTerminal } from './terminal.ts'

const COMMANDS: CommandTable = {
  build: {
    meaning: 'make model.fga and roles.yaml of a policy folder, or check that they are current',
    load: async () => (await import('./commands/build.ts')).build,
  },
  fmt: {
    meaning: 'format .fga files',
    load: async () => (await import('./commands/fmt.ts')).fmt,
  },
  serve: {
    meaning: 'serve the OpenFGA API: the same as `npm start`',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  test: {
    meaning: 'run the tests of policies',
    load: async () => (await import('./commands/test.ts')).test,
  },
}

process.exitCode = await run(COMMANDS, process.argv.slice(2), processTerminal())
