import { DoorRefusal } from '#http/error-response.ts'
import { existingStore, type PolicyAct } from './policy-act.ts'
import { printVersion } from './print-version.ts'

/** A version with its texts, or the newest; `revision` is the store's newest. */
export const readPolicy: PolicyAct = async ({ authorizer, store, query }) => {
  const version = askedVersion(query.get('version'))
  const { files, revision, ...described } = await authorizer.readPolicy(
    existingStore(store),
    version,
  )
  const body = { ...printVersion(described), revision, files: Object.fromEntries(files) }
  return { body, revision }
}

function askedVersion(text: string | null): number | undefined {
  if (text === null) return undefined
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new DoorRefusal('validation_error', '`version` is no number of a version')
}
