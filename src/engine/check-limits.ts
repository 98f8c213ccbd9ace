/** The limits of a check, wherever one is asked: what lists and plans say of it must be the same. */

/** OpenFGA's: 25 hops pass. */
export const MAX_CHECK_DEPTH = 25

/** Twenty milliseconds of work, which nothing interrupts: far beyond any check that is meant. */
export const MAX_CHECK_STEPS = 100_000
