/** Assertions: checks with their expected answers, kept beside a model for tools to run. */
import type { Assertion } from '#authorizer/authorizer.ts'
import { LimitExceeded, ValidationFailed } from '#authorizer/errors.ts'
import type { ModelId, StoreId } from '#model/ids.ts'
import type { JsonObject } from '#model/json.ts'
import { fieldBytes } from '#model/protobuf-bytes.ts'
import type { Tuple, TupleKey } from '#model/tuple.ts'
import { describeTupleFault, findKeyFault, findTupleFault } from '#model/tuple-validation.ts'
import type { Datastore } from '#storage/datastore.ts'
import type { CompiledModel } from './compiled-model.ts'
import type { Models } from './models.ts'
import { keyBytes, structBytes, tupleBytes } from './protobuf-size.ts'

/** Protobuf bytes of all assertions of one model together. */
const MAX_ASSERTIONS_BYTES = 64_000

/** Replaces all assertions of the model. */
export async function writeAssertions(
  { datastore, models }: { datastore: Datastore; models: Models },
  store: StoreId,
  modelId: ModelId,
  assertions: readonly Assertion[],
): Promise<void> {
  const compiled = await models.find(store, modelId)
  await datastore.writeAssertions(store, modelId, storedAssertions(compiled, assertions))
}

/** Assertions as they are stored. Throws `LimitExceeded`, `ValidationFailed`. */
export function storedAssertions(
  compiled: CompiledModel,
  assertions: readonly Assertion[],
): string {
  const bytes = assertions.reduce((sum, assertion) => sum + assertionBytes(assertion), 0)
  if (bytes > MAX_ASSERTIONS_BYTES) {
    throw new LimitExceeded(
      `The number of bytes exceeds the allowed limit of ${MAX_ASSERTIONS_BYTES}`,
    )
  }
  for (const assertion of assertions) refuseFaultyAssertion(compiled, assertion)
  return JSON.stringify(assertions.map(printAssertion))
}

/** Empty when none were written. */
export async function readAssertions(
  { datastore, models }: { datastore: Datastore; models: Models },
  store: StoreId,
  modelId: ModelId,
): Promise<readonly Assertion[]> {
  await models.find(store, modelId)
  const json = await datastore.readAssertions(store, modelId)
  return json === undefined ? [] : (JSON.parse(json) as AssertionJson[]).map(parseAssertion)
}

function refuseFaultyAssertion(compiled: CompiledModel, assertion: Assertion): void {
  const keyFault = findKeyFault(compiled, assertion.tupleKey)
  if (keyFault !== undefined) throw new ValidationFailed(keyFault)
  for (const tuple of assertion.contextualTuples) {
    const fault = findTupleFault(compiled, tuple)
    if (fault !== undefined) throw new ValidationFailed(describeTupleFault(tuple, fault))
  }
}

/** OpenFGA's JSON of an assertion, as it is stored. */
interface AssertionJson {
  readonly tuple_key: TupleKey
  readonly expectation: boolean
  readonly contextual_tuples: readonly Tuple[]
  readonly context?: JsonObject
}

function printAssertion(assertion: Assertion): AssertionJson {
  const { object, relation, user } = assertion.tupleKey
  return {
    tuple_key: { object, relation, user },
    expectation: assertion.expectation,
    contextual_tuples: assertion.contextualTuples,
    ...(assertion.context === undefined ? {} : { context: assertion.context }),
  }
}

function parseAssertion(json: AssertionJson): Assertion {
  return {
    tupleKey: json.tuple_key,
    expectation: json.expectation,
    contextualTuples: json.contextual_tuples,
    ...(json.context === undefined ? {} : { context: json.context }),
  }
}

function assertionBytes(assertion: Assertion): number {
  let bytes = fieldBytes(keyBytes(assertion.tupleKey)) + (assertion.expectation ? 2 : 0)
  for (const tuple of assertion.contextualTuples) bytes += fieldBytes(tupleBytes(tuple))
  if (assertion.context !== undefined) bytes += fieldBytes(structBytes(assertion.context))
  return bytes
}
