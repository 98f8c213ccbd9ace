/**
 * Modular models (openfga.dev, "Modular Models"): `fga.mod` lists module files, each of which
 * defines types and conditions or extends types of others. Schema 1.2 only.
 */
import { readDsl } from './dsl.ts'
import { type Position, readDslSource } from './dsl-source.ts'
import { type Finding, invalidModel } from './finding.ts'
import { judgeDraft, outcomeOf, type ParsedText } from './judge-draft.ts'
import { type ModuleModel, type ModuleText, mergeModules } from './merge-modules.ts'

/** What is said of no module stands at its head. */
export const MOD_FILE_NAME = 'fga.mod'

/**
 * The JSON of a modular model, with module and file of each definition, or every finding.
 * `files` holds the text of each module file by its path as `fga.mod` writes it.
 */
export async function parseModules(
  modFile: string,
  files: ReadonlyMap<string, string>,
): Promise<ParsedText> {
  const { contents, findings } = await readModFile(modFile)
  const modules: ModuleText[] = []
  for (const { path, position } of contents) {
    const text = files.get(path)
    if (text === undefined) {
      findings.push(modFileFinding(`file \`${path}\` is not there`, position))
      continue
    }
    const reading = await readDsl(text, path)
    findings.push(...reading.findings)
    modules.push({
      path,
      source: readDslSource(text),
      // The parser's own shape; nothing else reads it before it is judged.
      model: reading.json as ModuleModel,
      extended: reading.extended,
    })
  }
  // Each step judges only what the one before left whole: what seems to be missing may stand there.
  const merged = mergeModules(modules)
  if (findings.length === 0) findings.push(...merged.findings)
  if (findings.length === 0) {
    findings.push(...judgeDraft(merged.json).map((finding) => place(finding, modules)))
  }
  return outcomeOf(merged.json, findings)
}

/** A finding at its place in the module file that holds it. */
function place(finding: Finding, modules: readonly ModuleText[]): Finding {
  for (const module of modules) {
    const position = module.source.locate(finding)
    if (position !== undefined) return { ...finding, file: module.path, ...position }
  }
  return { ...finding, file: MOD_FILE_NAME, line: 1, column: 1 }
}

interface ModFile {
  readonly contents: readonly { readonly path: string; readonly position: Position }[]
  readonly findings: Finding[]
}

async function readModFile(text: string): Promise<ModFile> {
  const { transformer, errors } = await import('@openfga/syntax-transformer')
  try {
    const { contents } = transformer.transformModFileToJSON(text)
    return {
      contents: contents.value.map((item) => ({ path: item.value, position: positionOf(item) })),
      findings: [],
    }
  } catch (error) {
    if (!(error instanceof errors.FGAModFileValidationError)) throw error
    return {
      contents: [],
      findings: error.errors.map(
        (single) => findYamlFault(single.msg) ?? modFileFinding(single.msg, positionOf(single)),
      ),
    }
  }
}

function modFileFinding(message: string, position: Position): Finding {
  return { ...invalidModel({ message }), file: MOD_FILE_NAME, ...position }
}

/** The parser counts from 0. */
function positionOf(at: {
  readonly line: { readonly start: number } | undefined
  readonly column: { readonly start: number } | undefined
}): Position {
  return { line: (at.line?.start ?? 0) + 1, column: (at.column?.start ?? 0) + 1 }
}

/** Where YAML itself is broken, the parser says the place in words, counted from 1, and shows it. */
function findYamlFault(message: string): Finding | undefined {
  const found = /^(.*) at line (\d+), column (\d+):/.exec(message)
  if (found === null) return undefined
  const [, fault = '', line, column] = found
  return modFileFinding(fault, { line: Number(line), column: Number(column) })
}
