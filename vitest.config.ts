import { defineConfig } from 'vitest/config'

/** A project each for what runs in a moment (`unit`), the shared cases, the runtimes, and real servers. */
export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line-reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/conformance/**', 'test/runtime/**', 'test/servers/**'],
          // Laws over thousands of worlds, on a machine that may be busy.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          globalSetup: ['test/conformance/server-under-test.ts'],
          testTimeout: 60_000,
        },
      },
      { test: { name: 'runtime', include: ['test/runtime/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'servers',
          include: ['test/servers/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
