import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CaseFile } from './case-format.ts'
import { runCase } from './run-case.ts'
import { describeSharedCases, sharedFolder } from './suite.ts'

describeSharedCases('shared cases of the API', () => {
  const file = JSON.parse(readFileSync(join(sharedFolder, 'api/visible.json'), 'utf8')) as CaseFile
  return file.cases.map((shared) => ({
    name: shared.name,
    quirk: shared.quirk ?? false,
    run: (server) => runCase(server, file, shared),
  }))
})
