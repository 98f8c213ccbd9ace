/** A map that holds so much at most; the least recently used goes. */
export interface BoundedCache<Key, Value> {
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
  delete(key: Key): void
  deleteWhere(matches: (key: Key) => boolean): void
}

export interface CacheLimits<Value> {
  readonly maxEntries: number
  /** What a value takes when it is put in, and what all may take; at least one is held. */
  readonly sizeOf?: (value: Value) => number
  readonly maxSize?: number
}

export function boundedCache<Key, Value>({
  maxEntries,
  sizeOf = () => 0,
  maxSize = 0,
}: CacheLimits<Value>): BoundedCache<Key, Value> {
  /** In the order of use, the least recent first. */
  const entries = new Map<Key, { readonly value: Value; readonly size: number }>()
  let newest: Key | undefined
  let size = 0

  const remove = (key: Key): void => {
    size -= entries.get(key)?.size ?? 0
    entries.delete(key)
  }

  return {
    get(key) {
      const entry = entries.get(key)
      if (entry !== undefined && key !== newest) {
        entries.delete(key)
        entries.set(key, entry)
        newest = key
      }
      return entry?.value
    },
    set(key, value) {
      remove(key)
      const entry = { value, size: sizeOf(value) }
      entries.set(key, entry)
      size += entry.size
      newest = key
      for (const oldest of entries.keys()) {
        if (oldest === key || (entries.size <= maxEntries && size <= maxSize)) return
        remove(oldest)
      }
    },
    delete: remove,
    deleteWhere(matches) {
      for (const key of entries.keys()) if (matches(key)) remove(key)
    },
  }
}
