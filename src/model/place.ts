/** Where a value stands in a JSON document. Its text is made only when something is to be said. */
export interface Place {
  readonly outer: Place | undefined
  readonly step: string | number
  readonly depth: number
}

export const rootPlace: Place = { outer: undefined, step: '', depth: 0 }

export function placeWithin(outer: Place, step: string | number): Place {
  return { outer, step, depth: outer.depth + 1 }
}

/** More of a name is not shown: what is refused may be a megabyte long. */
const maxShownLength = 60

/** `type_definitions[1].relations.viewer` */
export function showPlace(place: Place): string {
  if (place.outer === undefined) return ''
  const outer = showPlace(place.outer)
  if (typeof place.step === 'number') return `${outer}[${place.step}]`
  const step =
    place.step.length > maxShownLength ? `${place.step.slice(0, maxShownLength)}…` : place.step
  return outer === '' ? step : `${outer}.${step}`
}
