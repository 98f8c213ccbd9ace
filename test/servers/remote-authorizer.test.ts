import { afterAll, beforeAll, describe } from 'vitest'
import { remoteAuthorizer } from '#authorizer/remote/remote-authorizer.ts'
import { remoteAuthorizerContract } from '../authorizer/remote/remote-authorizer.contract.ts'
import { findOpenfga, startOpenfga } from './openfga-process.ts'
import type { ServerProcess } from './server-process.ts'

const binary = findOpenfga()
const why = binary === undefined ? ' (skipped: no openfga in Go’s bin folder or on PATH)' : ''

describe.skipIf(binary === undefined)(`the remote authorizer of an OpenFGA server${why}`, () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await startOpenfga(binary ?? '')
  })
  afterAll(() => server.stop())
  remoteAuthorizerContract(() => remoteAuthorizer({ url: server.baseUrl, key: server.token }))
})
