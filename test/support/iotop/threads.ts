/** What each thread of a running iotop may do, as the kernel says. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';

export type Thread = {
  readonly tid: number;
  /** Real ones. */
  readonly uid: string;
  readonly gid: string;
  /** Supplementary ones, a blank between two. */
  readonly groups: string;
  /** Inheritable, permitted, effective and ambient capabilities, hexadecimal, a blank between two. */
  readonly held: string;
  /** The bounding set, hexadecimal. */
  readonly bound: string;
  /** `1`: it gains no rights by what it starts. */
  readonly noNew: string;
};

/** The thread that iotop's own work is done in. */
export const mainThreadOf = (pid: number): Thread => {
  const main = threadsOf(pid).find(({ tid }) => tid === pid);
  if (main === undefined) throw new Error(`process ${pid} has ended`);
  return main;
};

export const threadsOf = (pid: number): readonly Thread[] =>
  readdirSync(`/proc/${pid}/task`).map((tid) => {
    const status = readFileSync(`/proc/${pid}/task/${tid}/status`, 'utf8');
    const field = (name: string): string =>
      new RegExp(`^${name}:[\\t ]*(\\S*)`, 'm').exec(status)?.[1] ?? '';
    return {
      tid: Number(tid),
      uid: field('Uid'),
      gid: field('Gid'),
      groups: /^Groups:(.*)$/m.exec(status)?.[1]?.trim() ?? '',
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
/** Who nobody is. */
export const OTHER = { uid: '1999999999', gid: '1999999999', groups: '', held: NOTHING };

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
    const isLikeMain = FIELDS.every((field) => other[field] === main?.[field]);
    if (!isLikeMain) expect(other).toMatchObject(OTHER);
  }
};

const FIELDS = ['uid', 'gid', 'groups', 'held'] as const;
