/** What was measured, as Markdown, with the machine it was measured on. */
import { cpus, loadavg } from 'node:os'

export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: string
}

/** One column for each run, one row for each figure that any of them has. */
export function figuresTable(
  runs: readonly { readonly title: string; readonly figures: readonly Figure[] }[],
): string {
  const rows = [...new Set(runs.flatMap(({ figures }) => figures.map(({ what }) => what)))]
  return table(
    ['', ...runs.map(({ title }) => title)],
    rows.map((what) => [
      what,
      ...runs.map(({ figures }) => {
        const figure = figures.find((each) => each.what === what)
        return figure === undefined ? '' : figureText(figure)
      }),
    ]),
  )
}

function figureText({ value, unit }: Figure): string {
  return `${numberText(value)}${unit === '' ? '' : ` ${unit}`}`
}

/** Three significant digits; whole numbers from a hundred up. */
export function numberText(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(value < 0.01 ? 1 : 2 + Number(value >= 10))
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(head),
    line(head.map((_, at) => (at === 0 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n')
}

/** A sentence on machine, Node and date, and a warning if something else was running. */
export function surroundings(): string {
  const [cpu] = cpus()
  const [load = 0] = loadavg()
  const machine = `${cpu?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores`
  const date = new Date().toISOString().slice(0, 10)
  const busy =
    load > 1.5
      ? `\n\n**Busy machine** (load ${load.toFixed(1)} at the start): no final figures.`
      : ''
  return `${machine}, Node ${process.versions.node}, ${date}.${busy}`
}
