/** What `pforte test` alone understands, in a file that is named as one for the `fga` CLI. */
import type { Finding } from '#model/finding.ts'
import { SHARED_TEST_FILE_NAME } from '#policy/policy-folder.ts'
import { type Step, type YamlDocument, yamlFinding } from '#policy/yaml-document.ts'
import type { TestFile } from './test-file.ts'

/** `fga model test` refuses the whole file for any of these. */
export function ownWords(document: YamlDocument, test: TestFile): readonly Finding[] {
  if (!SHARED_TEST_FILE_NAME.test(document.file)) return []
  return stepsToOwn(test).map((steps) => {
    const message = `\`${steps.at(-1)}\` is not known to \`fga model test\`: it belongs in a *.pforte.yaml`
    return yamlFinding(document.file, message, document.locateKey(steps))
  })
}

function stepsToOwn({ now, matrix, tests }: TestFile): readonly (readonly Step[])[] {
  return [
    ...(now === undefined ? [] : [['now']]),
    ...(matrix === undefined ? [] : [['matrix']]),
    ...tests.flatMap((test, index) => [
      ...(test.now === undefined ? [] : [['tests', index, 'now']]),
      ...(test.roles.length === 0 ? [] : [['tests', index, 'roles']]),
      ...(test.refuses.length === 0 ? [] : [['tests', index, 'refuses']]),
      ...test.check.flatMap(({ errors }, at) =>
        errors.length === 0 ? [] : [['tests', index, 'check', at, 'errors']],
      ),
    ]),
  ]
}
