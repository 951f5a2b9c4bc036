import { defineConfig } from 'vitest/config';

/** Two projects: laws that run anywhere, and laws that need this kernel (one file at a time: they load the disk). */
export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**'],
          testTimeout: 120_000,
          isolate: false,
          globalSetup: './test/support/global-setup.ts',
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          fileParallelism: false,
          globalSetup: './test/support/global-setup.ts',
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
