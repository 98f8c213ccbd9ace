/** Where test files are read from: the files of one folder, and how it is called in findings. */
import type { Finding } from '#model/finding.ts'
import type { FileReading, Files } from '#policy/files.ts'
import { yamlFinding } from '#policy/yaml-document.ts'
import type { SourcePosition } from './suite.ts'

export interface TestSource {
  readonly files: Files
  /** Stands before the names of its files; empty: the folder is where one is. */
  readonly folder: string
}

/** A file of the folder as it is called in findings. */
export function shownFile({ folder }: TestSource, file: string): string {
  const name = file.replace(/^(?:\.\/)+/, '')
  return folder === '' ? name : `${folder}/${name}`
}

export type Named =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

/** A file that another one names at `position`. */
export async function readNamed(
  { files }: TestSource,
  file: string,
  position: SourcePosition,
): Promise<Named> {
  const reading = await files.read(file)
  return reading.kind === 'text'
    ? reading
    : { kind: 'findings', findings: [refused(file, reading, position)] }
}

function refused(
  file: string,
  { reason }: Extract<FileReading, { readonly kind: 'refused' }>,
  position: SourcePosition,
): Finding {
  return yamlFinding(position.file, `\`${file}\` ${reason}`, position)
}
