import { defineConfig } from 'vitest/config';

/** Browser tests on the built site (`npm run build` first). One file at a time: two cores, one browser. */
export default defineConfig({
  test: {
    include: ['tests/site/**/*.test.ts'],
    globalSetup: ['tests/site/setup.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes from a worker or the network, on a machine that may be busy.
    expect: { poll: { timeout: 10_000 } },
    // A browser on a busy machine may stumble once; what is broken fails twice.
    retry: 1,
    reporters: ['default'],
  },
});
