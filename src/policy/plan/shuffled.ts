/** The items in an order that a seed decides: what comes first is a fair sample of them. */
export function shuffled<Item>(items: readonly Item[], seed: number): readonly Item[] {
  const order = [...items]
  const next = randomNumbers(seed)
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1))
    const [here, there] = [order[last], order[other]]
    if (here === undefined || there === undefined) throw new Error('a place beyond the items')
    order[last] = there
    order[other] = here
  }
  return order
}

/** From 0 up to, not including, 1: a Weyl sequence whose bits are mixed (splitmix32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97)
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32
  }
}
