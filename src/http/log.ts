/** Lines of JSON for whoever runs the gateway. No secret, no user's id and no query value is in one. */
import type { Clock } from '#model/ids.ts'

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export type Log = (
  level: Exclude<LogLevel, 'silent'>,
  event: string,
  fields?: Readonly<Record<string, string | number | undefined>>,
) => void

/** Writes the lines of this level and those above it. */
export function jsonLog(least: LogLevel, clock: Clock, write: (line: string) => void): Log {
  const threshold = LOG_LEVELS.indexOf(least)
  return (level, event, fields) => {
    if (LOG_LEVELS.indexOf(level) < threshold) return
    write(JSON.stringify({ at: new Date(clock.now()).toISOString(), level, event, ...fields }))
  }
}
