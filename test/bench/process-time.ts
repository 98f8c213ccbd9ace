import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Processor time of a process and all of its threads, in milliseconds; Linux only. */
export function processorMs(pid: number): number {
  // The name, in brackets, may hold spaces: the fields are counted from behind it (proc(5), stat).
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [userTicks, systemTicks] = fields.split(' ').slice(11, 13).map(Number)
  return (((userTicks ?? 0) + (systemTicks ?? 0)) * 1000) / ticksASecond()
}

let ticks: number | undefined

function ticksASecond(): number {
  ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return ticks
}
