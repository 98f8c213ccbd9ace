import { readOwnCases } from './own-cases.ts'
import { runCase } from './run-case.ts'
import { describeCases } from './suite.ts'

const file = readOwnCases()

describeCases(
  'own cases',
  file.cases.map((own) => ({
    name: own.name,
    quirk: own.quirk ?? (own.contract === true && process.env.CONFORMANCE_SERVER !== undefined),
    run: (server) => runCase(server, file, own),
  })),
)
