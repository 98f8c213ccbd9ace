import type { Reporter, TestModule } from 'vitest/node'

/** Prints `N passed, N failed, N skipped` as the last line, for machines that read only that. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1
      // A file that does not load holds no tests and must not pass for that.
      if (module.errors().length > 0) count.failed += 1
    }
    const { passed, failed, skipped, pending } = count
    console.log(`\n${passed} passed, ${failed} failed, ${skipped + pending} skipped`)
  }
}
