/** What each thread of a running iotop may do, as the kernel says. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';

export type Thread = { readonly tid: number; readonly [field: string]: number | string };

export const threadsOf = (pid: number): readonly Thread[] =>
  readdirSync(`/proc/${pid}/task`).map((tid) => {
    const status = readFileSync(`/proc/${pid}/task/${tid}/status`, 'utf8');
    const field = (name: string): string =>
      new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
    return {
      tid: Number(tid),
      uid: field('Uid'),
      held: ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']
        .map(field)
        .map((digits) => Number.parseInt(digits, 16).toString(16))
        .join(' '),
      bound: Number.parseInt(field('CapBnd'), 16).toString(16),
      noNew: field('NoNewPrivs'),
    };
  });

/** DAC_READ_SEARCH alone: CAP_ bits as /proc/PID/status has them, inheritable, permitted, effective, ambient. */
export const READS = '0 4 4 0';
const NOTHING = '0 0 0 0';
export const OTHER = { uid: '1999999999', held: NOTHING };

/** All threads but the main one, and those that are as it is. */
export const expectOthersPowerless = (
  threads: readonly Thread[],
  pid: number | undefined,
): void => {
  const main = threads.find(({ tid }) => tid === pid);
  const others = threads.filter((thread) => thread !== main);
  expect(main).toBeDefined();
  expect(others.length).toBeGreaterThan(4);
  for (const other of others) {
    // Those that started later are as the main thread is.
    if (other.held !== main?.held || other.uid !== main?.uid) expect(other).toMatchObject(OTHER);
  }
};
