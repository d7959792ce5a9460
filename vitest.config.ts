import { defineConfig } from 'vitest/config';

// Three projects, one after the other (groupOrder): what is timed against real programs, and what drives a browser,
// must not share two slow cores with anything else.
export default defineConfig({
  test: {
    reporters: ['./test/support/skipped-reporter.ts', 'default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/oracle/**', 'test/sockets/**', 'test/browser/**', 'test/site/**'],
          pool: 'threads',
          isolate: false,
          maxWorkers: 2,
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'oracle',
          include: ['test/oracle/**/*.test.ts', 'test/sockets/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/site/**/*.test.ts', 'test/browser/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
