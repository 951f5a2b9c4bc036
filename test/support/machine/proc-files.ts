/** What /proc says, for holding against what an engine says. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { SnapshotRow } from '../snapshots/snapshot-row.ts';

/** Nanoseconds of one clock tick: USER_HZ is 100 on x86-64 and arm64. */
export const TICK = 10e6;

/** Threads of all processes whose I/O we may read. */
export const readableTasks = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((tgid) => {
      try {
        readFileSync(`/proc/${tgid}/io`);
        return readdirSync(`/proc/${tgid}/task`).map(Number);
      } catch {
        return []; // gone, or hidden from us
      }
    });

/** The counters of one task, named as a snapshot's. */
export const procIo = (tid: number): Partial<SnapshotRow> => {
  const text = readFileSync(`/proc/${tid}/task/${tid}/io`, 'utf8');
  const field = (name: string): number =>
    Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(text)?.[1]);
  return {
    read: field('read_bytes'),
    write: field('write_bytes'),
    cancelledWrite: field('cancelled_write_bytes'),
    readChars: field('rchar'),
    writeChars: field('wchar'),
    readCalls: field('syscr'),
    writeCalls: field('syscw'),
  };
};

/** Whether /proc says it is a thread of the kernel (PF_KTHREAD of its flags); undefined: gone. */
export const isProcKernelThread = (tid: number): boolean | undefined => {
  try {
    return (Number(procStat(tid, 9)) & 0x0020_0000) !== 0;
  } catch {
    return undefined; // it ended meanwhile
  }
};

/** Field N of /proc/PID/stat, counted as proc(5) does. */
const procStat = (tid: number, field: number): string => {
  const text = readFileSync(`/proc/${tid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[field - 3] ?? '';
};
export const procState = (tid: number): string => procStat(tid, 3);
/** When it started, on the boot clock, to a tick. */
export const procStart = (tid: number): number => Number(procStat(tid, 22)) * TICK;
/** Time it waited for block I/O by delay accounting, to a tick. */
export const procBlockDelay = (tid: number): number => Number(procStat(tid, 42)) * TICK;

/** Sets a switch under kernel. @returns what puts the old value back */
export const sysctl = (name: string, value: string): (() => void) => {
  const path = `/proc/sys/kernel/${name}`;
  const old = readFileSync(path, 'utf8');
  writeFileSync(path, value);
  return () => writeFileSync(path, old);
};
