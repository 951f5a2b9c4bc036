import { defineConfig } from 'vitest/config';

/**
 * Three projects: laws that run anywhere; laws that need this kernel (one file at a time: they load the disk); and those of them that
 * take long, such as ours against the real iotops, every file system, kill -9 (`npm run test:long`).
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/support/test-run/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/long/**'],
          testTimeout: 120_000,
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
          globalSetup: './test/support/test-run/global-setup.ts',
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          globalSetup: './test/support/test-run/global-setup.ts',
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/long/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          globalSetup: './test/support/test-run/global-setup.ts',
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
