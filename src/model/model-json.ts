/**
 * OpenFGA's JSON of an authorization model, read and printed. Reading refuses what a server refuses
 * by the shape of the request and by its limits; what the model says is judged in `validate.ts`.
 */
import type { AuthorizationModel } from './authorization-model.ts'
import { compareBinary } from './binary-order.ts'
import type { Finding, ModelRefusalCode } from './finding.ts'
import { formFromModel } from './form-from-model.ts'
import type { ModelId } from './ids.ts'
import type { JsonObject } from './json.ts'
import { checkRules } from './message-rules.ts'
import type { ModelForm } from './model-form.ts'
import { modelFromForm } from './model-from-form.ts'
import { modelMessage } from './model-messages.ts'
import { showPlace } from './place.ts'
import { messageBytes, textBytes } from './protobuf-bytes.ts'
import { type Misfit, readMessage } from './protobuf-json.ts'
import { validateModel } from './validate.ts'

/** Most types of a model (OpenFGA's MaxTypesPerAuthorizationModel). */
const MAX_TYPES = 100

/** Most bytes of a model as protobuf (OpenFGA's maxAuthorizationModelSizeInBytes). */
export const MAX_MODEL_BYTES = 262_144

/** OpenFGA keeps this name of a condition for an experiment that is off. */
const INLINE_EXPRESSION = '$expression'

export type ParsedModel =
  | {
      readonly kind: 'model'
      readonly model: AuthorizationModel
      /** As a server gives it back: all that was written, also what means nothing. */
      readonly json: JsonObject
    }
  | { readonly kind: 'findings'; readonly findings: readonly Finding<ModelRefusalCode>[] }

/** Reads what POST /stores/{store}/authorization-models takes, or a model as printed. */
export function parseModelJson(json: JsonObject, id: ModelId): ParsedModel {
  const { value, misfits } = readMessage(json, modelMessage)
  if (misfits.length > 0) return { kind: 'findings', findings: misfits.map(asFinding) }
  const breaches = checkRules(value, modelMessage)
  if (breaches.length > 0) return { kind: 'findings', findings: breaches }
  // INVARIANT: a value without misfits and breaches has the shape of its message.
  const form = value as unknown as ModelForm
  const excesses = [...findInlineExpressions(form), ...findExcesses(form, id)]
  if (excesses.length > 0) return { kind: 'findings', findings: excesses }
  const { model, findings } = modelFromForm(form, id)
  if (findings.length > 0) {
    return { kind: 'findings', findings: [...findings, ...validateModel(model)] }
  }
  return { kind: 'model', model, json: { id, ...value } }
}

/** The JSON that a server gives for a model, with its id. */
export function printModelJson(model: AuthorizationModel): JsonObject {
  return { id: model.id, ...jsonOf(formFromModel(model)) }
}

/** How many bytes a model takes as protobuf, its id included. */
export function modelProtobufBytes(model: AuthorizationModel): number {
  return formBytes(formFromModel(model), model.id)
}

function formBytes(form: ModelForm, id: ModelId): number {
  return textBytes(id) + messageBytes(jsonOf(form), modelMessage)
}

/** A form is JSON; only its interfaces lack the index signature that says so. */
function jsonOf(form: ModelForm): JsonObject {
  return form as unknown as JsonObject
}

function asFinding(misfit: Misfit): Finding<ModelRefusalCode> {
  const place = showPlace(misfit.place)
  const subject = place === '' ? 'an authorization model' : `\`${place}\``
  return { code: 'validation_error', message: `${subject} ${misfit.demand}`, severity: 'error' }
}

function findInlineExpressions(form: ModelForm): readonly Finding<ModelRefusalCode>[] {
  return form.type_definitions.flatMap((type) =>
    Object.entries(type.metadata?.relations ?? {})
      .sort(([left], [right]) => compareBinary(left, right))
      .filter(([, { directly_related_user_types: references }]) =>
        references.some((reference) => reference.condition === INLINE_EXPRESSION),
      )
      .map(([relation]) => ({
        code: 'validation_error',
        message: `\`${INLINE_EXPRESSION}\` cannot be the condition of a type restriction`,
        severity: 'error',
        type: type.type,
        relation,
      })),
  )
}

function findExcesses(form: ModelForm, id: ModelId): readonly Finding<ModelRefusalCode>[] {
  const findings: Finding<ModelRefusalCode>[] = []
  const say = (message: string): void => {
    findings.push({ code: 'exceeded_entity_limit', message, severity: 'error' })
  }
  const types = form.type_definitions.length
  if (types > MAX_TYPES) say(`a model has at most ${MAX_TYPES} types, not ${types}`)
  const bytes = formBytes(form, id)
  if (bytes > MAX_MODEL_BYTES) say(`a model has at most ${MAX_MODEL_BYTES} bytes, not ${bytes}`)
  return findings
}
