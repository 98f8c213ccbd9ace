/** Every rule of the five systems is said to be enforced somewhere, and what a model enforces is tested both ways. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const REQUIREMENTS = '../shared/requirements/SYSTEMS.md'

const FOLDERS = {
  ORG: 'org',
  SPACES: 'spaces',
  FORMS: 'forms',
  MACHINE: 'machine',
  COMMERCE: 'commerce',
}

interface Rule {
  readonly id: string
  readonly folder: string
  readonly layers: readonly string[]
}

/** The rules of a system, and those that are valid for all. */
function rulesOf(text: string): readonly Rule[] {
  const rows = [...text.matchAll(/^\| ((\w+)-R\d+) \|.*\| ([a-z, ]+) \|$/gm)]
  return rows.flatMap(([, id = '', system = '', layers = '']) => {
    const folders = Object.entries(FOLDERS).filter(([name]) => system === name || system === 'ALL')
    return folders.map(([, folder]) => ({ id, folder, layers: layers.split(', ') }))
  })
}

interface TestText {
  readonly name: string
  /** Whether anything is expected to be allowed, and to be denied. */
  readonly allows: boolean
  readonly denies: boolean
}

/** What of a test is looked at here. */
interface TestYaml {
  readonly name?: string
  readonly description?: string
  readonly check?: readonly { readonly assertions?: Readonly<Record<string, boolean>> }[]
  readonly list_objects?: readonly { readonly assertions?: Readonly<Record<string, unknown>> }[]
  readonly list_users?: readonly { readonly assertions?: Readonly<Record<string, unknown>> }[]
  readonly roles?: readonly {
    readonly can?: readonly string[]
    readonly cannot?: readonly string[]
    readonly complete?: boolean
  }[]
}

function testsOf(folder: string): readonly TestText[] {
  const files = globSync(`policies/${folder}/**/*.{fga,pforte}.yaml`)
  return files.flatMap((file) => {
    const { tests = [] } = parse(readFileSync(file, 'utf8')) as { tests?: readonly TestYaml[] }
    return tests.map((test) => {
      const outcomes = [...checked(test), ...listed(test), ...asserted(test)]
      return {
        name: `${test.name} ${test.description ?? ''}`,
        allows: outcomes.includes(true),
        denies: outcomes.includes(false),
      }
    })
  })
}

function checked({ check = [] }: TestYaml): readonly boolean[] {
  return check.flatMap(({ assertions }) => Object.values(assertions ?? {}))
}

/** A list that holds something allows it and denies the rest; an empty one denies. */
function listed({ list_objects = [], list_users = [] }: TestYaml): readonly boolean[] {
  return [...list_objects, ...list_users].flatMap(({ assertions }) =>
    Object.values(assertions ?? {}).flatMap((list) => [
      /"\w+:[^"]/.test(JSON.stringify(list)),
      false,
    ]),
  )
}

function asserted({ roles = [] }: TestYaml): readonly boolean[] {
  return roles.flatMap(({ can = [], cannot = [], complete = false }) => [
    ...can.map(() => true),
    ...cannot.map(() => false),
    ...(complete ? [false] : []),
  ])
}

function names(text: string, id: string): boolean {
  return new RegExp(`${id}(?!\\d)`).test(text)
}

describe.skipIf(!existsSync(REQUIREMENTS))(
  'the rules of the five systems (skipped where their text is not beside the checkout)',
  () => {
    const rules = existsSync(REQUIREMENTS) ? rulesOf(readFileSync(REQUIREMENTS, 'utf8')) : []

    it('are as many as the text has', () => {
      expect(rules.filter(({ id }) => !id.startsWith('ALL'))).toHaveLength(15 + 19 + 21 + 30 + 24)
      expect(rules.filter(({ id }) => id.startsWith('ALL'))).toHaveLength(8 * 5)
    })

    it.each(rules)('$id is in the table of policies/$folder', ({ id, folder }) => {
      const table = readFileSync(`policies/${folder}/README.md`, 'utf8')
      const row = table
        .split('\n')
        .find((line) => line.startsWith('|') && names(line.split('|')[1] ?? '', id))
      const [, , where = '', test = ''] = (row ?? '').split('|').map((cell) => cell.trim())
      expect(where, `where ${id} is enforced`).not.toBe('')
      expect(test, `what tests ${id}`).not.toBe('')
      const files = [...(row ?? '').matchAll(/`([\w.-]+\.(?:ya?ml|fga))`/g)].map(([, file]) => file)
      expect(files.filter((file) => !existsSync(`policies/${folder}/${file}`))).toEqual([])
    })

    const ofModel = rules.filter(({ layers }) => layers.includes('model'))
    it.each(ofModel)('$id is tested in policies/$folder, allowed and denied', ({ id, folder }) => {
      const tests = testsOf(folder).filter(({ name }) => names(name, id))
      expect(tests.length).toBeGreaterThan(0)
      expect({
        allows: tests.some(({ allows }) => allows),
        denies: tests.some(({ denies }) => denies),
      }).toEqual({ allows: true, denies: true })
    })
  },
)
