/**
 * `npm run bench`: the engine in process at three sizes, then over HTTP beside a real OpenFGA.
 * `--tuples 100000` one size only, `--in-process` or `--http` one half only.
 */
import { parseArgs } from 'node:util'
import { measureInProcess } from './in-process.ts'
import { figuresTable, surroundings } from './report.ts'

const SIZES = [10_000, 100_000, 1_000_000] as const

const { values } = parseArgs({
  options: {
    tuples: { type: 'string' },
    'in-process': { type: 'boolean', default: false },
    http: { type: 'boolean', default: false },
  },
})
const both = values['in-process'] === values.http
const sizes = values.tuples === undefined ? SIZES : [Number(values.tuples)]

console.log(`${surroundings()}\n`)
if (both || values['in-process']) {
  const runs = []
  for (const size of sizes) {
    runs.push({
      title: `${size.toLocaleString('en')} tuples`,
      figures: await measureInProcess(size),
    })
  }
  console.log(`In process, each slice at its best.\n\n${figuresTable(runs)}\n`)
}
