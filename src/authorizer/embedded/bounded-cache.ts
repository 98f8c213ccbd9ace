/** A map that holds so many entries at most; the least recently used one goes. */
export interface BoundedCache<Key, Value> {
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
  delete(key: Key): void
  deleteWhere(matches: (key: Key) => boolean): void
}

export function boundedCache<Key, Value>(maxEntries: number): BoundedCache<Key, Value> {
  /** In the order of use, the least recent first. */
  const entries = new Map<Key, Value>()
  let newest: Key | undefined

  return {
    get(key) {
      const value = entries.get(key)
      if (value !== undefined && key !== newest) {
        entries.delete(key)
        entries.set(key, value)
        newest = key
      }
      return value
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, value)
      newest = key
      if (entries.size <= maxEntries) return
      for (const oldest of entries.keys()) {
        entries.delete(oldest)
        return
      }
    },
    delete(key) {
      entries.delete(key)
    },
    deleteWhere(matches) {
      for (const key of entries.keys()) if (matches(key)) entries.delete(key)
    },
  }
}
