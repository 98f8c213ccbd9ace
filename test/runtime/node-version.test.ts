import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

/** Loads the check before an empty program, in a Node that says it is of this version. */
function start(version: string): { readonly status: number | null; readonly stderr: string } {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`
  const imports = [
    '--import',
    `data:text/javascript,${pretend}`,
    '--import',
    './src/node-version.js',
  ]
  const { status, stderr } = spawnSync(process.execPath, [...imports, '--eval', ''], {
    encoding: 'utf8',
  })
  return { status, stderr }
}

describe('the check of the Node version', () => {
  it.each(['20.20.2', '22.17.1', '18.0.0'])('says what is needed on Node %s', (version) => {
    expect(start(version)).toEqual({
      status: 1,
      stderr: `Pforte needs Node 22.18 or later; this is ${version}\n`,
    })
  })

  it.each(['22.18.0', '23.0.0', '24.21.0'])('says nothing on Node %s', (version) => {
    expect(start(version)).toEqual({ status: 0, stderr: '' })
  })
})
