/** Every kernel recorded says of one and the same load what is known of it by other sources. */
import { describe, expect, it } from 'vitest';
import { decodeFamilyReply } from '../../../../src/kernel/abi/netlink/genetlink.ts';
import { eachNumericName } from '../../../../src/kernel/abi/proc/dirent.ts';
import { decodeTaskIo } from '../../../../src/kernel/abi/proc/task-io.ts';
import { decodeTaskStat } from '../../../../src/kernel/abi/proc/task-stat.ts';
import { decodeText } from '../../../../src/lib/text.ts';
import { RECORDED_KERNELS } from '../../../support/kernel/recorded.ts';
import { taskstatsRow } from '../../../support/snapshots/taskstats-rows.ts';

describe.each(RECORDED_KERNELS)('Linux $name', ({ name, file, known }) => {
  const taskstats = (name: string) => taskstatsRow(file(`taskstats/${name}`), known.family);
  const { writer, exits } = known;

  it('tells the number of the taskstats family', () => {
    expect(decodeFamilyReply(file('taskstats/family'))).toMatchObject({ id: known.family });
  });

  it('tells by taskstats what a living writer did, to the KiB', () => {
    expect(taskstats('reply-writer')).toMatchObject({
      tid: writer.tid,
      uid: writer.uid,
      comm: decodeText(Uint8Array.from(writer.comm)),
      read: wholeKib(writer.io.read_bytes),
      write: wholeKib(writer.io.write_bytes),
      cancelledWrite: 0,
      readChars: wholeKib(writer.io.rchar),
      writeChars: wholeKib(writer.io.wchar),
      kernelThread: false,
      ioWait: Number.NaN,
    });
    expect(taskstats('reply-kernel-thread').kernelThread).toBe(true);
  });

  it('tells by taskstats what a thread that ended had written, and whose it was', () => {
    const record = taskstats('exit-thread');
    expect(record).toMatchObject({
      tid: exits.thread,
      comm: exits.comm,
      write: exits.written,
    });
    // Before version 12 the struct does not say it.
    expect(record.tgid).toBe(name === '5.10-x86_64' ? 0 : exits.process);
  });

  it('tells by /proc what a living writer did, to the byte', () => {
    expect(decodeTaskIo(file('proc/task-io'))).toMatchObject({
      rchar: writer.io.rchar,
      writeBytes: writer.io.write_bytes,
      cancelledWriteBytes: writer.io.cancelled_write_bytes,
    });
    const stat = file('proc/task-stat');
    const { commStart, commEnd, kernelThread } = decodeTaskStat(stat);
    expect([...stat.subarray(commStart, commEnd)]).toEqual(writer.comm);
    expect(kernelThread).toBe(false);
    expect(decodeTaskStat(file('proc/task-stat-kernel-thread')).kernelThread).toBe(true);
  });

  it('tells the threads of a process', () => {
    const bytes = file('proc/task-entries');
    const names: number[] = [];
    eachNumericName(new DataView(bytes.buffer), bytes.length, (name) => names.push(name));
    expect(names).toEqual(known.entries);
  });
});

const wholeKib = (bytes: number): number => bytes - (bytes % 1024);
