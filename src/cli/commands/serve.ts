import { describeSettings } from '#config.ts'

/** Serves until a signal ends it: the same as `npm start`. */
export async function serve(words: readonly string[]): Promise<void> {
  if (words.length === 0) {
    await import('#node.ts')
  } else if (words.length === 1 && (words[0] === '--help' || words[0] === '-h')) {
    console.log(`pforte serve\n\nSettings, from the environment:\n${describeSettings()}`)
  } else {
    console.error('serve takes no arguments; --help lists the settings')
    process.exitCode = 2
  }
}
