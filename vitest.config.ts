import { defineConfig } from 'vitest/config';

/**
 * Who starts programs and looks at what they print, draw or keep: two files at a time. Who measures, loads the machine, or switches something of the
 * kernel's is alone.
 */
export const TOGETHER = [
  'test/integration/{cli,tui}/*.test.ts',
  'test/integration/places/{confined,service,tasks}.test.ts',
  'test/integration/{program,signals,doctor}.test.ts',
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
