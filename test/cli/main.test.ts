import { execSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { pforte } from './run-pforte.ts'

describe('pforte', () => {
  test('lists its commands without words and with --help', () => {
    const { exitCode, printed } = pforte([])
    expect(exitCode).toBe(0)
    expect(printed).toContain('Usage: pforte <command> [options]')
    expect(printed).toMatch(/^ {2}build +make model.fga and roles.yaml/m)
    expect(pforte(['--help']).printed).toBe(printed)
  })

  test('says its version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(pforte(['--version'])).toEqual({ exitCode: 0, printed: `${version}\n`, complained: '' })
  })

  test('names the command that was meant', () => {
    const { exitCode, printed, complained } = pforte(['biuld'])
    expect(exitCode).toBe(2)
    expect(printed).toBe('')
    expect(complained).toContain('there is no command `biuld` (did you mean `build`?)')
  })

  test('names the option that was meant', () => {
    const { exitCode, complained } = pforte(['build', '--chek'])
    expect(exitCode).toBe(2)
    expect(complained).toContain('there is no option `--chek` (did you mean `--check`?)')
    expect(complained).toContain('`pforte build --help` says how it is used')
  })

  test('a reader that has seen enough is no error', () => {
    // Standard output is a pipe whose other end is closed before anything is written to it.
    const script = `
      exec 3> >(exec true)
      sleep 0.3
      "${process.execPath}" src/cli/main.ts --help 2>&1 1>&3
      echo "exit $?"`
    const ran = execSync(script, { shell: '/bin/bash', encoding: 'utf8' })
    expect(ran).toBe('exit 0\n')
  })
})
