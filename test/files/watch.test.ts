import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changesBelow } from '#files/watch.ts'

test('says at once that there is something to look at, and again when a file has changed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'pforte-'))
  try {
    await mkdir(join(directory, 'docs/more'), { recursive: true })
    const changes = changesBelow(['docs'], directory)
    expect((await changes.next()).done).toBe(false)
    let said = false
    const next = changes.next().then(() => {
      said = true
    })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(said).toBe(false)
    await writeFile(join(directory, 'docs/more/store.fga.yaml'), 'tests: []\n')
    await next
    await changes.return(undefined)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
