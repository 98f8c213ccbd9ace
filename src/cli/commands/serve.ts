import { command } from '#cli/command.ts'
import { describeSettings } from '#config.ts'

export const serve = command({
  operands: [],
  options: {
    demo: { kind: 'flag', meaning: 'fill the policy stores with made-up organizations first' },
  },
  details: `It serves until a signal ends it. Settings, from the environment:\n${describeSettings()}`,
  example: 'PORT=8080 pforte serve',
  async run() {
    // It reads the process's own words and listens from then on.
    await import('#node.ts')
    return 0
  },
})
