/**
 * `npm run bench`: the engine in process at three sizes, plans at as many, then over HTTP beside a real
 * OpenFGA. `--tuples 100000` one size only; `--in-process`, `--plan`, `--http` only what is named.
 */
import { execFileSync } from 'node:child_process'
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
    plan: { type: 'boolean', default: false },
    http: { type: 'boolean', default: false },
  },
})
const all = !values['in-process'] && !values.plan && !values.http
const sizes = values.tuples === undefined ? SIZES : [Number(values.tuples)]

console.log(`${surroundings()}\n`)
if (all || values['in-process']) {
  const runs = []
  for (const size of sizes) {
    runs.push({
      title: `${size.toLocaleString('en')} tuples`,
      figures: await measureInProcess(size),
    })
  }
  console.log(`In process, each slice at its best.\n\n${figuresTable(runs)}\n`)
}
if (all || values.plan) {
  const runs = sizes.map((size) => ({
    title: `${size.toLocaleString('en')} tuples`,
    figures: JSON.parse(
      execFileSync(process.execPath, ['test/bench/plan-bench.ts', `${size}`], { encoding: 'utf8' }),
    ),
  }))
  console.log(`A plan for a model of which one line changes.\n\n${figuresTable(runs)}\n`)
}
if (all || values.http) {
  const size = Number(values.tuples ?? HTTP_SIZE)
  const measured = await measureOverHttp(size)
  console.log(
    `Over HTTP, ${size.toLocaleString('en')} tuples, medians of rounds in turn.\n\n${measured}`,
  )
}
