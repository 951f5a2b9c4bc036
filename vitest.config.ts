import { defineConfig } from 'vitest/config';

/**
 * Two files at a time: who starts programs and looks at what they print, draw or keep, and who counts bytes on a disk of its own. Who
 * measures times or rates, holds engines against each other, floods the machine, must be the busiest on it, or switches something of the kernel's is
 * alone.
 */
export const TOGETHER = [
  'test/integration/cli/{capability-table,device,given-up-rights,priorities,readers-rights,readme-examples}.test.ts',
  'test/integration/cli/{record-replay-report,task-actions}.test.ts',
  'test/integration/tui/{keys-and-ends,replay,replay-keys,screen,terminal,ways-out}.test.ts',
  'test/integration/places/{confined,output,service,tasks}.test.ts',
  'test/integration/block/{attached,file-systems,limits,loop,owners,turns}.test.ts',
  'test/integration/{program,signals}.test.ts',
  'test/integration/record-*.test.ts',
];

/** Likewise, of those that take long. */
export const LONG_TOGETHER = [
  'test/long/{autopkgtests,compact-memory,debugger,drop-in-*,personality,record-kill,systemd}.test.ts',
];

const onKernel = {
  globalSetup: './test/support/test-run/global-setup.ts',
  testTimeout: 90_000,
  hookTimeout: 90_000,
};

/**
 * Laws that run anywhere; laws that need this kernel, alone or together; and those of them that take long, such as ours against the real
 * iotops, every file system, kill -9 (`npm run test:long`).
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
          ...onKernel,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: TOGETHER,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...onKernel,
          name: 'together',
          include: TOGETHER,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...onKernel,
          name: 'long',
          include: ['test/long/*.test.ts'],
          exclude: LONG_TOGETHER,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...onKernel,
          name: 'long-together',
          include: LONG_TOGETHER,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
