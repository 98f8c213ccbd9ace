import type { Authorizer } from '#authorizer/authorizer.ts'
import { type Call, command, type ExitCode } from '#cli/command.ts'
import { jsonOption } from '#cli/json-option.ts'
import { CannotBeDone, Misuse } from '#cli/misuse.ts'
import { serverFrom } from '#cli/server/server-option.ts'
import type { Terminal } from '#cli/terminal.ts'
import { changesBelow } from '#files/watch.ts'
import { NoTestsFound, testPolicy } from '#library.ts'
import { githubReport } from '#policy/test/reports/github.ts'
import { jsonReport } from '#policy/test/reports/json.ts'
import { junitReport } from '#policy/test/reports/junit.ts'
import { prettyReport } from '#policy/test/reports/pretty.ts'
import type { TestReport } from '#policy/test/test-report.ts'

const options = {
  format: {
    kind: 'choice',
    choices: ['pretty', 'json', 'junit', 'github'],
    meaning: 'how to print what came of it',
  },
  ...jsonOption,
  update: { kind: 'flag', meaning: 'write access matrices anew instead of comparing them' },
  watch: { kind: 'flag', meaning: 'run again whenever a file changes' },
  server: {
    kind: 'value',
    value: 'URL',
    meaning: 'ask this OpenFGA server, in stores that are deleted afterwards (key: PFORTE_API_KEY)',
  },
} as const

/** Where tests are looked for if nothing is named. */
const POLICIES = 'policies'

type TestCall = Call<typeof options>

type Format = (typeof options.format.choices)[number]

const REPORTS: Readonly<Record<Format, (report: TestReport, terminal: Terminal) => string>> = {
  pretty: (report, { paint }) => prettyReport(report, paint),
  json: jsonReport,
  junit: junitReport,
  github: githubReport,
}

export const test = command({
  operands: ['[folder, file or glob…]'],
  options,
  details:
    'Runs *.fga.yaml, in the grammar of the `fga` CLI, and *.pforte.yaml, which may also fix the\n' +
    'clock (now), try the roles of policy.yaml (roles), expect errors (errors) and hold who can do\n' +
    `what to a snapshot (matrix). Without a word: all in ./${POLICIES}.`,
  example: 'pforte test policies/machine',
  async run(call) {
    const { options: given, operands } = call
    const words = operands.length === 0 ? [POLICIES] : operands
    if (given.json && given.format !== undefined && given.format !== 'json') {
      throw new Misuse(`\`--json\` and \`--format ${given.format}\` say different things`)
    }
    const authorizer = await serverOf(call)
    if (!given.watch) return runOnce(words, call, authorizer)
    for await (const _ of changesBelow(words, call.terminal.directory)) {
      call.terminal.print('')
      try {
        await runOnce(words, call, authorizer)
      } catch (error) {
        // The next change may bring tests.
        if (!(error instanceof CannotBeDone)) throw error
        call.terminal.complain(error.message)
      }
    }
    return 0
  },
})

async function runOnce(
  words: readonly string[],
  { options: { format, json, update }, terminal }: TestCall,
  authorizer: Authorizer | undefined,
): Promise<ExitCode> {
  const report = await reportOf(words, {
    update,
    directory: terminal.directory,
    ...(authorizer !== undefined && { authorizer }),
  })
  terminal.print(REPORTS[json ? 'json' : (format ?? 'pretty')](report, terminal))
  return report.passed ? 0 : 1
}

async function reportOf(...call: Parameters<typeof testPolicy>): Promise<TestReport> {
  try {
    return await testPolicy(...call)
  } catch (error) {
    throw error instanceof NoTestsFound ? new CannotBeDone(error.message) : error
  }
}

/** The SDK takes its time to load, and is not needed for the engine. */
async function serverOf({
  options: { server },
  terminal,
}: TestCall): Promise<Authorizer | undefined> {
  if (server === undefined) return undefined
  const asked = serverFrom({ server }, terminal)
  const { remoteAuthorizer } = await import('#authorizer/remote/remote-authorizer.ts')
  return remoteAuthorizer(asked)
}
