import { describe, expect, it } from 'vitest';
import { decodeTaskstats } from '../../../src/kernel/abi/taskstats.ts';
import { taskstatsLayout } from '../../../src/kernel/abi/taskstats-layout.ts';
import { DecodeError } from '../../../src/lib/errors.ts';
import { decodeText } from '../../../src/lib/text.ts';
import { KNOWN, recorded } from '../../support/recorded.ts';
import { outcomesOfCuts, survivesRandomInput } from '../../support/robustness.ts';
import { taskstatsOf } from '../../support/taskstats-builder.ts';

const VERSIONS = Array.from({ length: 14 }, (_, i) => i + 4);
/** Where the struct lies in a datagram with one. */
const STRUCT = 36;
const struct = recorded('taskstats/reply-writer').subarray(STRUCT);

const VALUES = {
  ac_nice: -5,
  blkio_delay_total: 2 ** 41 + 1,
  swapin_delay_total: 2 ** 42 + 2,
  cpu_run_virtual_total: 2 ** 43 + 3,
  ac_uid: 4_000_000_001,
  ac_pid: 4_194_303,
  ac_ppid: 77,
  ac_etime: 2 ** 40 + 5,
  read_char: 2 ** 52 + 6,
  write_char: 2 ** 52 + 7,
  read_bytes: 2 ** 52 + 8,
  write_bytes: 2 ** 52 + 9,
  cancelled_write_bytes: 2 ** 52 + 10,
  ac_tgid: 4_194_301,
};

describe('struct taskstats as recorded', () => {
  it('says of a writer what is known of it, to the KiB', () => {
    const { tid, parent, uid, comm, io } = KNOWN.writer;
    expect(decodeTaskstats(struct)).toMatchObject({
      version: 16,
      acPid: tid,
      acTgid: tid,
      acPpid: parent,
      acUid: uid,
      acNice: 0,
      acComm: decodeText(Uint8Array.from(comm)),
      readBytes: wholeKib(io.read_bytes),
      writeBytes: wholeKib(io.write_bytes),
      cancelledWriteBytes: 0,
      readChar: wholeKib(io.rchar),
      writeChar: wholeKib(io.wchar),
      blkioDelayTotal: 0,
      hasDelays: false,
    });
  });

  it('says of a thread that ended what it had written', () => {
    const exit = recorded('taskstats/exit-thread').subarray(STRUCT);
    expect(decodeTaskstats(exit)).toMatchObject({
      acPid: KNOWN.exits.thread,
      acTgid: KNOWN.exits.process,
      acComm: KNOWN.exits.comm,
      writeBytes: KNOWN.exits.written,
    });
  });
});

describe.each(VERSIONS)('struct taskstats of version %i', (version) => {
  const whole = taskstatsOf(version, VALUES, 'a name');

  it('has every field where a compiler puts it', () => {
    expect(decodeTaskstats(whole)).toEqual({
      version,
      acPid: VALUES.ac_pid,
      acPpid: VALUES.ac_ppid,
      acTgid: version >= 12 ? VALUES.ac_tgid : undefined,
      acUid: VALUES.ac_uid,
      acNice: VALUES.ac_nice,
      acComm: 'a name',
      acEtime: VALUES.ac_etime * 1000,
      cpuRunVirtualTotal: VALUES.cpu_run_virtual_total,
      readChar: VALUES.read_char,
      writeChar: VALUES.write_char,
      readBytes: VALUES.read_bytes,
      writeBytes: VALUES.write_bytes,
      cancelledWriteBytes: VALUES.cancelled_write_bytes,
      blkioDelayTotal: VALUES.blkio_delay_total,
      swapinDelayTotal: VALUES.swapin_delay_total,
      hasDelays: false,
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
    expect(decodeTaskstats(counted).hasDelays).toBe(version >= since);
  });

  it('is as long as its layout says, and refused when shorter', () => {
    const { size } = taskstatsLayout(version);
    expect(size).toBe(version > 16 ? 560 : whole.length);
    expect(decodeTaskstats(whole.subarray(0, size)).version).toBe(version);
    const outcomes = outcomesOfCuts(decodeTaskstats, whole).slice(0, size);
    expect(new Set(outcomes)).toEqual(new Set(['error']));
  });
});

describe('struct taskstats', () => {
  it.each([0, 1, 3])('of version %i is refused: it had other fields', (version) => {
    expect(() => decodeTaskstats(taskstatsOf(version))).toThrow(DecodeError);
  });

  it('gives a value or a DecodeError whatever the bytes', () => {
    expect(() => survivesRandomInput(decodeTaskstats, struct)).not.toThrow();
  });
});

const wholeKib = (bytes: number): number => bytes - (bytes % 1024);
