/** The decoder of `struct taskstats` in use, every version of it: reply in, row out. */
import { describe, expect, it } from 'vitest';
import { taskstatsLayout } from '../../../src/kernel/abi/netlink/taskstats-layout.ts';
import { DecodeError } from '../../../src/lib/errors.ts';
import { taskstatsReply } from '../../support/kernel/netlink-builder.ts';
import { KNOWN, RECORDED_KERNELS, recorded } from '../../support/kernel/recorded.ts';
import { outcomesOfCuts, survivesRandomInput } from '../../support/kernel/robustness.ts';
import { taskstatsOf } from '../../support/kernel/taskstats-builder.ts';
import { ASKED_AT, taskstatsRow } from '../../support/snapshots/taskstats-rows.ts';

/** Of a struct in a reply such as the kernel sends. */
const rowOf = (struct: Uint8Array, time?: Parameters<typeof taskstatsRow>[2]) =>
  taskstatsRow(taskstatsReply(FAMILY, TID, struct), FAMILY, time);
const FAMILY = 27;
const TID = 4_194_303;

/** Those there were, and one of the future. */
const VERSIONS = Array.from({ length: 15 }, (_, i) => i + 4);
const NEWEST = 17;

const VALUES = {
  blkio_delay_total: 2 ** 41 + 1,
  swapin_delay_total: 2 ** 42 + 2,
  cpu_run_virtual_total: 2 ** 43 + 3,
  ac_uid: 4_000_000_001,
  ac_pid: TID,
  ac_ppid: 77,
  ac_etime: 5_000_005,
  read_char: 2 ** 52 + 6,
  write_char: 2 ** 52 + 7,
  read_bytes: 2 ** 52 + 8,
  write_bytes: 2 ** 52 + 9,
  cancelled_write_bytes: 2 ** 52 + 10,
  ac_tgid: 4_194_301,
};

/** Each of a kind that a field read at a wrong place would not have. */
const NOISE = Object.fromEntries(
  ['cpu', 'blkio', 'swapin', 'freepages', 'thrashing', 'compact', 'wpcopy', 'irq'].flatMap(
    (name, i) => [
      [`${name}_delay_max`, 1000 + i],
      [`${name}_delay_min`, 2000 + i],
      [`${name}_delay_max_ts_sec`, 3000 + i],
      [`${name}_delay_max_ts_nsec`, 4000 + i],
    ],
  ),
);

describe.each(VERSIONS)('struct taskstats of version %i', (version) => {
  const whole = taskstatsOf(version, { ...NOISE, ...VALUES }, 'a name');

  it('has every field where a compiler puts it', () => {
    expect(rowOf(whole, { delaysKnownFor: Number.POSITIVE_INFINITY })).toMatchObject({
      tid: TID,
      tgid: version >= 12 ? VALUES.ac_tgid : 0,
      ppid: VALUES.ac_ppid,
      uid: VALUES.ac_uid,
      comm: 'a name',
      startedAt: ASKED_AT - VALUES.ac_etime * 1000,
      runtime: VALUES.cpu_run_virtual_total,
      readChars: VALUES.read_char,
      writeChars: VALUES.write_char,
      read: VALUES.read_bytes,
      write: VALUES.write_bytes,
      cancelledWrite: VALUES.cancelled_write_bytes,
      ioWait: VALUES.blkio_delay_total,
      swapWait: VALUES.swapin_delay_total,
      kernelThread: false,
    });
  });

  it.each([
    ['blkio', 4],
    ['swapin', 4],
    ['freepages', 7],
    ['thrashing', 9],
    ['compact', 11],
    ['wpcopy', 13],
    ['irq', 14],
  ])('proves by a count of %s that the task has a delay record', (name, since) => {
    const counted = taskstatsOf(version, { [`${name}_count`]: 2 ** 33 });
    expect(rowOf(counted).ioWait).toBe(version >= since ? 0 : Number.NaN);
  });

  it('is as long as its layout says, and refused when shorter', () => {
    const { size } = taskstatsLayout(version);
    expect(size).toBe(version > NEWEST ? taskstatsLayout(NEWEST).size : whole.length);
    expect(rowOf(whole.subarray(0, size)).tid).toBe(TID);
    const outcomes = outcomesOfCuts(rowOf, whole).slice(0, size);
    expect(new Set(outcomes)).toEqual(new Set(['error']));
  });
});

describe('struct taskstats', () => {
  it.each([0, 1, 3])('of version %i is refused: it had other fields', (version) => {
    expect(() => rowOf(taskstatsOf(version))).toThrow(DecodeError);
  });

  it.each(
    RECORDED_KERNELS.map(({ name, file }) => [name, file('taskstats/reply-writer')] as const),
  )('of %s is as long as computed from its declaration', (_, reply) => {
    const struct = reply.subarray(36);
    const version = new DataView(struct.buffer, struct.byteOffset).getUint16(0, true);
    expect(struct.length).toBe(taskstatsLayout(version).size);
    expect(struct.length).toBe(taskstatsOf(version).length);
  });

  it('gives a row or a DecodeError whatever the bytes', () => {
    const reply = recorded('taskstats/reply-writer');
    const decode = (bytes: Uint8Array) => taskstatsRow(bytes, KNOWN.family);
    expect(() => survivesRandomInput(decode, reply, 20_000)).not.toThrow();
  });

  it('is of a thread of the kernel where its parent is kthreadd, or it is that itself', () => {
    const isKernels = (tid: number, parent: number) =>
      rowOf(taskstatsOf(NEWEST, { ac_pid: tid, ac_ppid: parent })).kernelThread;
    expect([isKernels(90, 2), isKernels(2, 0), isKernels(2, 1), isKernels(90, 1)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('that shows no delay says nothing of waits, but for a task younger than their switch', () => {
    const young = taskstatsOf(NEWEST, { ac_etime: 5000 });
    const waits = (delaysKnownFor: number) => {
      const { ioWait, swapWait } = rowOf(young, { delaysKnownFor });
      return [ioWait, swapWait];
    };
    expect(waits(5_000_001)).toEqual([0, 0]);
    expect(waits(5_000_000)).toEqual([Number.NaN, Number.NaN]);
  });
});
