import type { RandomWorld } from './random-world.ts'

/** Drops tuples for as long as the world still has the fault: what is left is what to look at. */
export function smallestWorld(
  world: RandomWorld,
  hasFault: (world: RandomWorld) => boolean,
): RandomWorld {
  for (const field of ['tuples', 'contextualTuples'] as const) {
    for (const tuple of world[field]) {
      const without = { ...world, [field]: world[field].filter((other) => other !== tuple) }
      if (hasFault(without)) return smallestWorld(without, hasFault)
    }
  }
  return world
}
