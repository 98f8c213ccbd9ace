/** A plan that was written to a file: what it promised, held against what would come of it now. */
import { z } from 'zod'
import type { Plan } from './plan.ts'

/** The members of a plan's JSON that an apply is held to. */
export interface PlanFile {
  readonly store: string
  /** Undefined: there was no such store. */
  readonly from: { readonly version?: number; readonly modelId: string } | undefined
  readonly folder: string
  readonly effect: string
}

const schema = z
  .object({
    plan: z.literal(1),
    store: z.string(),
    from: z
      .object({ policy_version: z.number().nullable(), authorization_model_id: z.string() })
      .nullable(),
    folder: z.string(),
    effect: z.string(),
  })
  .transform(
    ({ store, from, folder, effect }): PlanFile => ({
      store,
      from:
        from === null
          ? undefined
          : {
              ...(from.policy_version !== null && { version: from.policy_version }),
              modelId: from.authorization_model_id,
            },
      folder,
      effect,
    }),
  )

/** Undefined: the text is no plan, or one of another form. */
export function readPlanFile(text: string): PlanFile | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    // No JSON at all.
    return undefined
  }
}

/**
 * Why an apply would do something else than was planned, a sentence each; empty: the same would come
 * of it. Tuples may have changed since, as long as nobody gains or loses anything else by it.
 */
export function departuresFrom(planned: PlanFile, now: Plan): readonly string[] {
  if (planned.store !== now.store) {
    return [`it was made for the store \`${planned.store}\`, not for \`${now.store}\``]
  }
  const sentences = [
    ...(planned.folder === now.folder ? [] : ['the files of the folder are others']),
    ...movedOn(planned.from, now.from),
  ]
  if (sentences.length > 0 || planned.effect === now.effect) return sentences
  return ['the tuples of the store have changed, and other people would gain or lose access']
}

function movedOn(planned: PlanFile['from'], now: Plan['from']): readonly string[] {
  if (planned === undefined) return now === undefined ? [] : ['the store has been made since']
  if (now === undefined) return ['the store is no more']
  if (planned.version === now.version && planned.modelId === now.modelId) return []
  const versionOf = ({ version }: { readonly version?: number }) =>
    version === undefined ? 'no version' : `version ${version}`
  return [
    planned.version === now.version
      ? 'the store runs another model'
      : `the store runs ${versionOf(now)}, and ran ${versionOf(planned)}`,
  ]
}
