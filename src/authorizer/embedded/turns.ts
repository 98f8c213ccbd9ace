/**
 * Lets those who work in slices have a few slices a turn of the event loop, all together: a hundred
 * lists at a time then hold it no longer than two. Who began first goes first: if all went on
 * together, on a busy event loop all would end too late.
 */

/** Of five milliseconds each. */
const SLICES_A_TURN = 2

interface Waiting {
  readonly since: number
  goOn(): void
}

/** Takes the time at which the work began. */
export type NextTurn = (since: number) => Promise<void>

export function inTurns(yieldToEventLoop: () => Promise<void>): NextTurn {
  /** Who began first is first. */
  const waiting: Waiting[] = []

  async function serve(): Promise<void> {
    while (waiting.length > 0) {
      await yieldToEventLoop()
      for (const { goOn } of waiting.splice(0, SLICES_A_TURN)) goOn()
    }
  }

  return (since) =>
    new Promise((goOn) => {
      const behind = waiting.findLastIndex((other) => other.since <= since)
      waiting.splice(behind + 1, 0, { since, goOn })
      if (waiting.length === 1) void serve()
    })
}
