import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      // Nothing under test keeps state between files, and a process for each of a hundred would take twice the time.
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{lab,ssh,cluster,kwok,gitea,browser,fuzz}/**'],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // They wait for timers, most of the time.
          maxConcurrency: 16,
        },
      },
      // Damage and interruption at random; FUZZ_SECONDS says for how long.
      { test: { name: 'fuzz', include: ['test/fuzz/**/*.test.ts'] } },
      // What needs a daemon, a cluster or a browser: skipped with a notice where it is missing.
      ...['ssh', 'cluster', 'kwok', 'gitea', 'browser'].map((name) => ({
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      })),
    ],
  },
});
