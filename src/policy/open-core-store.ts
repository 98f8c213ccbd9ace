import type { PolicyAuthorizer } from '#authorizer/authorizer.ts'
import { PolicyVersionNotFound } from '#authorizer/errors.ts'
import { parseDsl } from '#model/dsl.ts'
import type { StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import { CORE_POLICY } from '#model/policy-name.ts'
import { MODEL_FILE } from './policy-folder.ts'

/**
 * The store `pforte` runs the core model that comes with the program: it is there from the first start
 * on, and follows when another version brings another core. Only then has it to be parsed.
 */
export async function openCoreStore(
  authorizer: PolicyAuthorizer,
  coreModel: string,
): Promise<void> {
  const store = await authorizer.resolveStore(CORE_POLICY)
  const running = store === undefined ? undefined : await findPolicy(authorizer, store)
  if (running?.files.get(MODEL_FILE) === coreModel) return
  const json = await parseCore(coreModel)
  const contents = { files: new Map([[MODEL_FILE, coreModel]]), assertions: [] }
  if (store === undefined) {
    await authorizer.createPolicyStore(CORE_POLICY, json, contents)
    return
  }
  // Another process that starts now brings the same: whoever is first has done it.
  const expected = { version: running?.version ?? 0 }
  await authorizer.commitPolicy(store, { json, ...contents, writes: [], deletes: [], expected })
}

/** Undefined in a store of before policies had versions. */
async function findPolicy(authorizer: PolicyAuthorizer, store: StoreId) {
  try {
    return await authorizer.readPolicy(store)
  } catch (error) {
    if (error instanceof PolicyVersionNotFound) return undefined
    throw error
  }
}

async function parseCore(coreModel: string): Promise<JsonObject> {
  const parsed = await parseDsl(coreModel)
  if (parsed.kind === 'model json') return parsed.json
  const faults = parsed.findings.map(({ line, message }) => `line ${line}: ${message}`)
  throw new Error(`model.fga has faults: ${faults.join('; ')}`)
}
