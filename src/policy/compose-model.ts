/**
 * The model of a policy: the core, a block for each of its own permissions, and the module with its
 * resource types. Findings stand at the place in the source that they are about.
 */

import { askedRelation, isCorePermission } from '#core/core-model.ts'
import { featureRelation } from '#core/core-tuples.ts'
import { printDsl } from '#model/dsl.ts'
import type { Finding } from '#model/finding.ts'
import type { JsonObject } from '#model/json.ts'
import { MOD_FILE_NAME, parseModules } from '#model/modules.ts'
import type { Permission, Policy } from './policy.ts'
import { MODEL_FILE, POLICY_FILE } from './policy-folder.ts'
import type { YamlDocument } from './yaml-document.ts'

export interface ModelSources {
  /** The text of the core, `model.fga` at the top. */
  readonly core: string
  readonly policy: Policy
  /** Where the keys of the policy stand. */
  readonly document: YamlDocument
  /** The policy's own types; absent: it has none. */
  readonly module?: { readonly file: string; readonly text: string }
}

export type ComposedModel =
  | {
      readonly kind: 'model'
      readonly json: JsonObject
      /** The same in the DSL. */
      readonly text: string
      readonly warnings: readonly Finding[]
    }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }

/** How the core is called in findings: from a policy folder it stands two folders up. */
const CORE_FILE = `../../${MODEL_FILE}`

/** The texts as modules: no module of a policy has such a path. */
const CORE_MODULE = 'pforte/core.fga'
const PERMISSIONS_MODULE = 'pforte/permissions.fga'

export async function composeModel(sources: ModelSources): Promise<ComposedModel> {
  const { policy, document, module } = sources
  const block = permissionBlock(policy)
  const texts = new Map([
    [CORE_MODULE, coreModule(sources.core, policy)],
    ...(block.length === 0 ? [] : [[PERMISSIONS_MODULE, blockText(block)] as const]),
    ...(module === undefined ? [] : [[module.file, module.text] as const]),
  ])
  const parsed = await parseModules(modFile([...texts.keys()]), texts)
  const findings = parsed.kind === 'findings' ? parsed.findings : parsed.warnings
  const placed = findings.map((finding) => placeInPolicy(finding, block, document))
  if (parsed.kind === 'findings') return { kind: 'findings', findings: placed }
  const json = withoutSources(parsed.json)
  return {
    kind: 'model',
    json,
    text: header(module?.file) + (await printDsl(json)),
    // The core is as it is: who writes a policy can do nothing about it.
    warnings: placed.filter(({ file }) => file !== CORE_FILE),
  }
}

function header(module: string | undefined): string {
  const sources = [CORE_FILE, POLICY_FILE, ...(module === undefined ? [] : [module])].join(', ')
  return `# Made by \`pforte build\` of ${sources}. Edit those, not this.\n`
}

function modFile(files: readonly string[]): string {
  return `schema: '1.2'\ncontents:\n${files.map((file) => `  - ${JSON.stringify(file)}\n`).join('')}`
}

/** The core as a module, line by line where it was, with what the policy's permissions open of it. */
function coreModule(core: string, policy: Policy): string {
  let text = core.replace(/^model[ \t]*\r?\n[ \t]*schema 1\.1[ \t]*$/m, 'module pforte\n')
  for (const [key, { opens }] of policy.permissions) {
    for (const opened of opens) {
      text = text.replace(
        new RegExp(`^(\\s*define ${opened}: \\[user:\\*\\][^\\r\\n]*)`, 'm'),
        `$1 or ${key}`,
      )
    }
  }
  return text
}

/** A line of the block, and the key of the policy that it comes from. */
interface BlockLine {
  readonly text: string
  readonly source: readonly string[]
}

function permissionBlock({ permissions, features }: Policy): readonly BlockLine[] {
  const own = [...permissions].filter(([key]) => !isCorePermission(key))
  const lines = (
    type: string,
    section: 'permissions' | 'features',
    relations: readonly (readonly [key: string, ...definitions: string[]])[],
  ): readonly BlockLine[] =>
    relations.length === 0
      ? []
      : [
          { text: `extend type ${type}`, source: [section] },
          { text: '  relations', source: [section] },
          ...relations.flatMap(([key, ...definitions]) =>
            definitions.map((text) => ({ text: `    define ${text}`, source: [section, key] })),
          ),
        ]
  const block = [
    ...lines(
      'tenant',
      'features',
      [...features.keys()].map(
        (key) => [key, `${featureRelation(key)}: [feature#enabled]`] as const,
      ),
    ),
    ...lines(
      'role',
      'permissions',
      own.map(([key]) => [key, `${key}: [user:*]`] as const),
    ),
    ...lines(
      'binding',
      'permissions',
      own.map(([key]) => [key, `${key}: holder and ${key} from role`] as const),
    ),
    ...lines(
      'scope',
      'permissions',
      own.map(
        ([key, permission]) =>
          [
            key,
            `${key}: ${key} from binding or ${key} from parent`,
            askedDefinition(key, permission),
          ] as const,
      ),
    ),
  ]
  return block.length === 0 ? [] : [{ text: 'module permissions', source: [] }, ...block]
}

/** What is asked from outside: guarded against foreign bindings and, if it has one, by its feature. */
function askedDefinition(key: string, { while: feature }: Permission): string {
  const gate = feature === undefined ? '' : ` and ${featureRelation(feature)} from tenant`
  return `${askedRelation(key)}: ${key} and insider${gate}`
}

function blockText(block: readonly BlockLine[]): string {
  return `${block.map(({ text }) => text).join('\n')}\n`
}

/** What the parser says of a text that begins neither as a module nor as a model. */
const HEAD_EXPECTED = /expecting \{(?:WHITESPACE, )?'#', 'module', 'model'(?:, NEWLINE)?\}$/

/** A finding in the source that a person writes; about the block, at the key that its line comes from. */
function placeInPolicy(
  finding: Finding,
  block: readonly BlockLine[],
  document: YamlDocument,
): Finding {
  if (finding.file === CORE_MODULE) return { ...finding, file: CORE_FILE }
  // About the model as a whole: no module of it is a file of the folder alone.
  if (finding.file === MOD_FILE_NAME) return { ...finding, file: document.file }
  if (finding.file !== PERMISSIONS_MODULE) {
    const isHeadless = HEAD_EXPECTED.test(finding.message)
    return isHeadless
      ? { ...finding, message: 'a module begins with `module` and its name' }
      : finding
  }
  const source = block[(finding.line ?? 1) - 1]?.source ?? []
  return { ...finding, file: document.file, ...document.locateKey(source) }
}

/** Without module and file of each definition: one text, that says what it was made of at its head. */
function withoutSources(json: JsonObject): JsonObject {
  const model = json as unknown as MergedModel
  const types = model.type_definitions.map((type) => ({
    ...type,
    ...(type.metadata && {
      metadata: {
        ...withoutSource(type.metadata),
        ...(type.metadata.relations && {
          relations: mapValues(type.metadata.relations, withoutSource),
        }),
      },
    }),
  }))
  const conditions = mapValues(model.conditions ?? {}, (condition) => ({
    ...condition,
    ...(condition.metadata && { metadata: withoutSource(condition.metadata) }),
  }))
  return { ...json, schema_version: '1.1', type_definitions: types, conditions } as JsonObject
}

interface Source {
  readonly module?: string
  readonly source_info?: JsonObject
}

/** The parts of a merged model that say where it is from. */
interface MergedModel {
  readonly type_definitions: readonly {
    readonly metadata?: (Source & { readonly relations?: Readonly<Record<string, Source>> }) | null
  }[]
  readonly conditions?: Readonly<Record<string, { readonly metadata?: Source }>>
}

function withoutSource<Metadata extends Source>({ module: _, source_info: __, ...rest }: Metadata) {
  return rest
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
