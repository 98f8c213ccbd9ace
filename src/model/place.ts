import { compareBinary } from './binary-order.ts'

/** Where a value stands in a JSON document. Its text is made only when something is to be said. */
export interface Place {
  readonly outer: Place | undefined
  readonly step: string | number
  readonly depth: number
}

export const ROOT_PLACE: Place = { outer: undefined, step: '', depth: 0 }

export function placeWithin(outer: Place, step: string | number): Place {
  return { outer, step, depth: outer.depth + 1 }
}

/** More of a name is not shown: what is refused may be a megabyte long. */
const MAX_SHOWN_LENGTH = 60

/** `type_definitions[1].relations.viewer` */
export function showPlace(place: Place): string {
  if (place.outer === undefined) return ''
  const outer = showPlace(place.outer)
  if (typeof place.step === 'number') return `${outer}[${place.step}]`
  const step =
    place.step.length > MAX_SHOWN_LENGTH ? `${place.step.slice(0, MAX_SHOWN_LENGTH)}…` : place.step
  return outer === '' ? step : `${outer}.${step}`
}

/** By step after step: an order of places that no order of members changes. */
export function comparePlaces(left: Place, right: Place): number {
  const leftSteps = stepsOf(left)
  const rightSteps = stepsOf(right)
  for (const [index, step] of leftSteps.entries()) {
    const other = rightSteps[index]
    if (other === undefined) return 1
    const difference = compareSteps(step, other)
    if (difference !== 0) return difference
  }
  return leftSteps.length - rightSteps.length
}

function stepsOf(place: Place): readonly Place['step'][] {
  return place.outer === undefined ? [] : [...stepsOf(place.outer), place.step]
}

function compareSteps(left: Place['step'], right: Place['step']): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return compareBinary(String(left), String(right))
}
