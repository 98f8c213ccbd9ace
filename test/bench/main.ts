/**
 * `npm run bench`: the engine in process at three sizes, then over HTTP beside a real OpenFGA.
 * `--tuples 100000` one size only, `--in-process` or `--http` one half only.
 */
import { parseArgs } from 'node:util'
import { measureInProcess } from './in-process.ts'
import { measureOverHttp } from './over-http.ts'
import { figuresTable, surroundings } from './report.ts'

const SIZES = [10_000, 100_000, 1_000_000] as const

/** What a real server loads in less than a minute. */
const HTTP_SIZE = 100_000

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
if (both || values.http) {
  const size = Number(values.tuples ?? HTTP_SIZE)
  const measured = await measureOverHttp(size)
  console.log(
    `Over HTTP, ${size.toLocaleString('en')} tuples, medians of rounds in turn.\n\n${measured}`,
  )
}
