import { Refusal } from '#authorizer/errors.ts'
import { CannotBeDone } from '#cli/misuse.ts'
import { relationNames } from '#model/relation-names.ts'
import { didYouMean } from '#policy/closest.ts'
import type { AskedStore } from './asked-store.ts'
import { newestModel } from './newest-model.ts'

/** Asks, and if it is refused for a name that the model does not have, says which one was meant. */
export async function askMeaning<Answer>(
  asked: AskedStore,
  { type, relation }: { readonly type: string; readonly relation: string },
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const types = relationNames(await newestModel(asked))
    const relations = types.get(type)
    if (relations === undefined) {
      throw new CannotBeDone(`the model has no type \`${type}\`${didYouMean(type, types.keys())}`)
    }
    if (relations.includes(relation)) throw error
    throw new CannotBeDone(
      `\`${type}\` has no relation \`${relation}\`${didYouMean(relation, relations)}`,
    )
  }
}

/** The type of `type:id`; of anything else, what there is. */
export function typeOf(object: string): string {
  return object.split(':')[0] ?? ''
}
