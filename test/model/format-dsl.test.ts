import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formatDsl } from '#model/format-dsl.ts'

async function formatted(text: string): Promise<string> {
  const formatting = await formatDsl(text)
  if (formatting.kind === 'findings') throw new Error(JSON.stringify(formatting.findings))
  return formatting.text
}

const CROOKED = `\uFEFF# What is kept
model
    schema   1.1


type user\r
type group

  relations

    # who is in it
    define member :[user,group#member  with   small] or owner   # they too
    define owner: [ user ]


      define all: ( [user] or (owner and member) ) but not owner
  # a document
type doc
  relations
    define viewer: [
      user,
           group#member
    ] or owner
    define owner: [user]
condition small( x :int,y:list<string>  ){
      x < 10 && y == ["{"]
}
condition large(x:int) {
  x > 10 &&
    x < 100
}



`

const STRAIGHT = `# What is kept
model
  schema 1.1

type user

type group
  relations
    # who is in it
    define member: [user, group#member with small] or owner # they too
    define owner: [user]

    define all: ([user] or (owner and member)) but not owner

# a document
type doc
  relations
    define viewer: [
      user,
      group#member
    ] or owner
    define owner: [user]

condition small(x: int, y: list<string>) {
  x < 10 && y == ["{"]
}

condition large(x: int) {
  x > 10 &&
    x < 100
}
`

describe('formatting the modelling language', () => {
  test('sets indentation, blank lines and spaces, and keeps comments', async () => {
    expect(await formatted(CROOKED)).toBe(STRAIGHT)
  })

  test('leaves what has its form as it is', async () => {
    expect(await formatted(STRAIGHT)).toBe(STRAIGHT)
  })

  test.each(['model.fga', ...globSync('policies/*/*.fga')])('%s has its form', async (file) => {
    const text = readFileSync(file, 'utf8')
    expect(await formatted(text)).toBe(text)
  })

  test('refuses a text with syntax errors, with their places', async () => {
    expect(
      await formatDsl('model\n  schema 1.1\ntype a\n  relations\n    define b [a]', 'x.fga'),
    ).toMatchObject({
      kind: 'findings',
      findings: [{ code: 'syntax_error', file: 'x.fga', line: 5, column: 14 }],
    })
  })
})
