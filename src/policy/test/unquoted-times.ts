/**
 * Times in contexts of `*.fga.yaml` that are not in quotes. The `fga` CLI takes them for no text and
 * refuses the question; Pforte would not, and the file is to mean one thing.
 */
import type { Finding } from '#model/finding.ts'
import { isObject } from '#model/json.ts'
import { SHARED_TEST_FILE_NAME } from '#policy/policy-folder.ts'
import { type Step, type YamlDocument, yamlFinding } from '#policy/yaml-document.ts'

/** YAML 1.1's dates and times, as Go's parser has them. */
const TIME =
  /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|\s+)\d\d?:\d\d?:\d\d?(?:\.\d+)?\s*(?:Z|[+-]\d\d?(?::\d\d)?)?)?$/

export function unquotedTimes(document: YamlDocument, text: string): readonly Finding[] {
  if (!SHARED_TEST_FILE_NAME.test(document.file)) return []
  const lines = text.split('\n')
  return timesIn(document.value, [], false).flatMap(({ steps, time }) => {
    const place = document.locate(steps)
    const isPlain = lines[place.line - 1]?.startsWith(time, place.column - 1) === true
    if (!isPlain) return []
    const message = `\`${steps.join('.')}\`: a time must stand in quotes: "${time}"`
    return [yamlFinding(document.file, message, place)]
  })
}

interface Time {
  readonly steps: readonly Step[]
  readonly time: string
}

function timesIn(value: unknown, steps: readonly Step[], inContext: boolean): readonly Time[] {
  if (typeof value === 'string') {
    return inContext && TIME.test(value) ? [{ steps, time: value }] : []
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => timesIn(item, [...steps, index], inContext))
  }
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, member]) =>
    timesIn(member, [...steps, key], inContext || key === 'context'),
  )
}
