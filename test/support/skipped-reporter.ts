import type { Reporter, TestModule } from 'vitest/node';

/**
 * Names every test that was skipped, with the reason that its `describe` gives in brackets, just before Vitest's own
 * summary: a program that is absent must be seen, not guessed from a count.
 */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names: string[] = [];
    for (const module of modules) {
      for (const test of module.children.allTests('skipped'))
        names.push(`${module.relativeModuleId} > ${test.fullName}`);
    }
    if (names.length > 0)
      process.stdout.write(`\nSkipped (${names.length}):\n${names.map((n) => `  - ${n}\n`).join('')}`);
  }
}
