/**
 * PORT. The files of one folder, as texts. A path is relative to the folder, with `/` between its
 * steps; what leads out of it, also by a link, is refused.
 */
export interface Files {
  read(path: string): Promise<FileReading>
}

export type FileReading =
  | { readonly kind: 'text'; readonly text: string }
  /** `reason` completes "`path` …": `is not there`. */
  | { readonly kind: 'refused'; readonly reason: string }

/** Files that are at hand already. */
export function filesOf(texts: ReadonlyMap<string, string>): Files {
  return {
    read: async (path) => {
      const text = texts.get(path.replace(/^(?:\.\/)+/, ''))
      return text === undefined
        ? { kind: 'refused', reason: 'is not there' }
        : { kind: 'text', text }
    },
  }
}
