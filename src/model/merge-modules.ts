import type { DslSource } from './dsl-source.ts'
import { type Finding, invalidModel } from './finding.ts'
import type { JsonObject } from './json.ts'

/** A module file as it was read. */
export interface ModuleText {
  readonly path: string
  readonly source: DslSource
  readonly model: ModuleModel
  /** The types that the module extends. */
  readonly extended: ReadonlySet<string>
}

/** What the parser makes of a module file. */
export interface ModuleModel {
  readonly schema_version?: string
  readonly type_definitions?: readonly ModuleType[]
  readonly conditions?: { readonly [name: string]: ModuleCondition }
}

interface ModuleMetadata {
  readonly module?: string
  readonly source_info?: { readonly file: string }
}

interface ModuleType {
  readonly type: string
  readonly relations?: JsonObject
  readonly metadata?:
    | (ModuleMetadata & { readonly relations?: { readonly [name: string]: ModuleMetadata } })
    | null
}

interface ModuleCondition {
  readonly name: string
  readonly metadata?: ModuleMetadata
}

interface Merging {
  readonly types: Map<string, ModuleType>
  readonly conditions: Map<string, ModuleCondition>
  readonly findings: Finding[]
}

/** One model of all modules, types in the order of the files; or what cannot be joined. */
export function mergeModules(modules: readonly ModuleText[]): {
  readonly json: JsonObject
  readonly findings: readonly Finding[]
} {
  const merging: Merging = { types: new Map(), conditions: new Map(), findings: [] }
  for (const module of modules) addDefinitions(module, merging)
  // Only now, for a module may extend a type of a later one.
  for (const module of modules) addExtensions(module, merging)
  const json = {
    schema_version: '1.2',
    type_definitions: [...merging.types.values()],
    conditions: Object.fromEntries(merging.conditions),
  }
  return { json: json as unknown as JsonObject, findings: merging.findings }
}

function addDefinitions(module: ModuleText, { types, conditions, findings }: Merging): void {
  const source_info = { file: module.path }
  if (module.model.schema_version !== undefined) {
    const message = 'a module begins with `module` and its name, not with `model`'
    findings.push(refuse(module, {}, message))
    return
  }
  for (const type of module.model.type_definitions ?? []) {
    if (module.extended.has(type.type)) continue
    if (types.has(type.type)) {
      findings.push(refuse(module, { type: type.type }, `type \`${type.type}\` is defined twice`))
      continue
    }
    types.set(type.type, { ...type, metadata: { ...type.metadata, source_info } })
  }
  for (const [condition, definition] of Object.entries(module.model.conditions ?? {})) {
    if (conditions.has(condition)) {
      findings.push(refuse(module, { condition }, `condition \`${condition}\` is defined twice`))
      continue
    }
    conditions.set(condition, {
      ...definition,
      metadata: { ...definition.metadata, source_info },
    })
  }
}

function addExtensions(module: ModuleText, { types, findings }: Merging): void {
  for (const extension of module.model.type_definitions ?? []) {
    if (!module.extended.has(extension.type)) continue
    const type = types.get(extension.type)
    if (type === undefined) {
      const message = `type \`${extension.type}\` is not defined in any module`
      findings.push(refuse(module, { type: extension.type }, message))
      continue
    }
    const existing = type.relations ?? {}
    for (const relation of Object.keys(extension.relations ?? {})) {
      if (!Object.hasOwn(existing, relation)) continue
      const message = `relation \`${relation}\` of type \`${type.type}\` is defined twice`
      findings.push(refuse(module, { type: type.type, relation }, message))
    }
    types.set(type.type, extended(type, extension, module.path))
  }
}

/** The type with the relations of an extension, each of which says where it comes from. */
function extended(type: ModuleType, extension: ModuleType, file: string): ModuleType {
  const added = Object.entries(extension.metadata?.relations ?? {}).map(
    ([relation, metadata]) => [relation, { ...metadata, source_info: { file } }] as const,
  )
  const relations = { ...type.metadata?.relations, ...Object.fromEntries(added) }
  return {
    ...type,
    relations: { ...type.relations, ...extension.relations },
    metadata: { ...type.metadata, ...(added.length > 0 && { relations }) },
  }
}

function refuse(
  module: ModuleText,
  about: Pick<Finding, 'type' | 'relation' | 'condition'>,
  message: string,
): Finding {
  const position = module.source.locate(about) ?? { line: 1, column: 1 }
  return { ...invalidModel({ message, ...about }), file: module.path, ...position }
}
