import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { CaseFile, ConformanceCase, Step, TableStep } from './case-format.ts'
import { stepsOf } from './table-step.ts'

const ownFolder = fileURLToPath(new URL('cases/', import.meta.url))

/** Paths of the files with own cases, in the order of their names. */
export function ownFiles(): readonly string[] {
  return readdirSync(ownFolder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(ownFolder, name))
}

/** A file of own cases as it is written. */
export interface OwnFile {
  readonly fixtures?: Readonly<Record<string, readonly Step[]>>
  readonly cases?: readonly OwnCase[]
}

export interface OwnCase extends Omit<ConformanceCase, 'steps'> {
  readonly steps: readonly TableStep[]
}

/** All own cases; a fixture of one file serves the cases of every other. */
export function readOwnCases(): CaseFile {
  const files = ownFiles().map((path) => parse(readFileSync(path, 'utf8')) as OwnFile)
  const cases = files.flatMap((file) => file.cases ?? [])
  return {
    fixtures: Object.assign({}, ...files.map(({ fixtures = {} }) => fixtures)),
    cases: cases.map((own) => ({ ...own, steps: own.steps.flatMap(stepsOf) })),
  }
}
