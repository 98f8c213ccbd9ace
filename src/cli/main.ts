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
  test: {
    meaning: 'run the tests of policies',
    load: async () => (await import('./commands/test.ts')).test,
  },
  plan: {
    meaning: 'show what applying a folder would change, and for whom',
    load: async () => (await import('./commands/plan.ts')).plan,
  },
  apply: {
    meaning: 'bring a folder into force on a server',
    load: async () => (await import('./commands/apply.ts')).apply,
  },
  rollback: {
    meaning: 'return to an older version of a policy',
    load: async () => (await import('./commands/rollback.ts')).rollback,
  },
  versions: {
    meaning: 'list the versions of a policy that a server keeps',
    load: async () => (await import('./commands/versions.ts')).versions,
  },
  pull: {
    meaning: 'bring what a server runs into the folder',
    load: async () => (await import('./commands/pull.ts')).pull,
  },
  check: {
    meaning: 'may a user do something on an object?',
    load: async () => (await import('./commands/check.ts')).check,
  },
  explain: {
    meaning: 'why is that allowed, or denied?',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  who: {
    meaning: 'who may do something on an object, and by which role?',
    load: async () => (await import('./commands/who.ts')).who,
  },
  what: {
    meaning: 'what may a user do, on which objects?',
    load: async () => (await import('./commands/what.ts')).what,
  },
  'list-objects': {
    meaning: 'list the objects that a user stands in a relation to',
    load: async () => (await import('./commands/list-objects.ts')).listObjects,
  },
  'list-users': {
    meaning: 'list the users that stand in a relation to an object',
    load: async () => (await import('./commands/list-users.ts')).listUsers,
  },
  import: {
    meaning: 'write tuples of files into a store',
    load: async () => (await import('./commands/import.ts')).importTuples,
  },
  export: {
    meaning: 'write the tuples of a store to a file',
    load: async () => (await import('./commands/export.ts')).exportTuples,
  },
  serve: {
    meaning: 'serve the OpenFGA API: the same as `npm start`',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
}

process.exitCode = await run(COMMANDS, process.argv.slice(2), processTerminal())
