import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCompact } from '../../../src/cli/commands/compact.ts';
import { runRepair } from '../../../src/cli/commands/verify.ts';
import { bytes, type Milliseconds, milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import type { GroupingId } from '../../../src/model/range/grouping.ts';
import { RangeTotals } from '../../../src/model/range/range-report.ts';
import { type Compacted, compact, mergedRuns } from '../../../src/record/compact/compact.ts';
import { hourOf } from '../../../src/record/format/segment-name.ts';
import { walk } from '../../../src/record/format/walk.ts';
import { listSegments } from '../../../src/record/read/folder.ts';
import { recordedSegments } from '../../../src/record/read/recorded-segments.ts';
import { openSegment } from '../../../src/record/read/segment-file.ts';
import { lockFolder } from '../../../src/record/write/lock.ts';
import { RecordingWriter } from '../../../src/record/write/writer.ts';
import type { Sample, TaskEntry, Tid } from '../../../src/sample/sample.ts';
import { runCommand } from '../../support/iotop/command-run.ts';
import { readFolder, record } from '../../support/recordings/recordings.ts';
import { takeSamples } from '../../support/samples/realistic-load.ts';
import { sampleAt, task } from '../../support/samples/stream-samples.ts';
import { itWith } from '../../support/test-run/requires.ts';
import { sharedFolder, temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const MINUTE = milliseconds(60_000);
const HOUR_END = Date.UTC(2026, 10, 23, 3, 55);

/** Around the end of an hour, so that there are two segments. */
const HOUR = takeSamples(330, { start: HOUR_END });
const hourFolder = sharedFolder();

/** Recorded once, and copied to whoever asks. */
const recordHour = async (folder: string): Promise<void> => {
  const recorded = hourFolder();
  if (readdirSync(recorded).length === 0) await record(recorded, HOUR);
  cpSync(recorded, folder, { recursive: true, preserveTimestamps: true });
};

const compactAll = async (folder: string, before?: Milliseconds): Promise<Compacted[]> => {
  const done: Compacted[] = [];
  const segments = await recordedSegments(folder, () => {});
  const options = { every: MINUTE, ...(before === undefined ? {} : { before }) };
  for await (const one of compact(segments, options)) done.push(one);
  return done;
};

const sumsByComm = (samples: readonly Sample[]): Record<string, number[]> => {
  const sums: Record<string, number[]> = {};
  for (const { comm, read, write, ioWait, readChars } of samples.flatMap(({ tasks }) => tasks)) {
    const sum = sums[comm] ?? [0, 0, 0, 0];
    sums[comm] = [read, write, ioWait, readChars].map((value, i) => (sum[i] ?? 0) + (value ?? 0));
  }
  return sums;
};

const amountsBy = (by: GroupingId, samples: readonly Sample[]) => {
  const totals = new RangeTotals({ by });
  for (const sample of samples) totals.add(sample);
  return totals.result().rows.map(({ key, amounts }) => ({ key, amounts }));
};

describe('compacting a recording', () => {
  it('makes it one sample a minute, changes no sum, and leaves the newest segment alone', async () => {
    const folder = temporaryFolder();
    const samples = HOUR;
    await recordHour(folder);
    const [report] = await compactAll(folder);
    expect(report).toMatchObject({ outcome: 'compacted' });
    expect(report?.after).toBeLessThan((report?.before ?? 0) / 5);
    const { samples: read, damage } = await readFolder(folder);
    expect(damage).toEqual([]);
    const newest = samples.filter(
      ({ wallTime }) => hourOf(wallTime) > hourOf(milliseconds(HOUR_END)),
    );
    expect(read).toHaveLength(5 + newest.length);
    expect(read.slice(5)).toEqual(newest);
    expect(sumsByComm(read)).toEqual(sumsByComm(samples));
  });

  it('does nothing the second time', async () => {
    const folder = temporaryFolder();
    await recordHour(folder);
    await compactAll(folder);
    const before = await readFolder(folder);
    expect(await compactAll(folder)).toMatchObject([{ outcome: 'nothing to merge' }]);
    expect(await readFolder(folder)).toEqual(before);
  });

  it('leaves a damaged segment as it is', async () => {
    const folder = temporaryFolder();
    await recordHour(folder);
    const path = (await listSegments(folder))[0]?.path as string;
    const damaged = readFileSync(path).fill(0, 100, 110);
    writeFileSync(path, damaged);
    expect(await compactAll(folder)).toMatchObject([{ outcome: 'damaged' }]);
    expect(readFileSync(path).equals(damaged)).toBe(true);
  });

  it('can be recorded behind', async () => {
    const folder = temporaryFolder();
    const samples = takeSamples(340, { start: HOUR_END });
    await recordHour(folder);
    await compactAll(folder);
    await record(folder, samples.slice(330));
    expect((await readFolder(folder)).damage).toEqual([]);
  });

  it('can be recorded behind, also when all that was newer is gone', async () => {
    const folder = temporaryFolder();
    await recordHour(folder);
    await compactAll(folder);
    const [compacted, newest] = await listSegments(folder);
    const file = openSegment(compacted?.path as string);
    const last = [...walk(file)].at(-1);
    file.close();
    unlinkSync(newest?.path as string);
    await record(folder, takeSamples(10, { start: HOUR_END + 2 * 3_600_000 }));
    const after = openSegment((await listSegments(folder)).at(-1)?.path as string);
    const [first] = [...walk(after)];
    after.close();
    const next = last?.kind === 'block' ? last.header.sequence + last.header.blocks : undefined;
    expect(first).toMatchObject({ header: { sequence: next } });
    expect((await readFolder(folder)).damage).toEqual([]);
  });

  it('merges only what follows without a hole, of one host, in one minute', async () => {
    const minutes = [0, 1, 2, 4, 58, 59, 60, 61].map((index) => sampleAt(index));
    const other = sampleAt(62, { host: 'db2' });
    expect(await lengthsOf([...minutes, other])).toEqual([3, 1, 2, 2, 1]);
  });

  it('merges nothing of two boots or two engines', async () => {
    const booted = { startedAt: nanoseconds(7e9), endedAt: nanoseconds(8e9) };
    expect(await lengthsOf([sampleAt(0), sampleAt(1), sampleAt(2, booted)])).toEqual([2, 1]);
    const engines = [sampleAt(0), sampleAt(1), sampleAt(2, { engine: 'procfs' })];
    expect(await lengthsOf(engines)).toEqual([2, 1]);
  });

  it('ends a sample early where a task becomes another, so that what each program, user and service did stays', async () => {
    const did = { tid: 7 as Tid, tgid: 7 as Tid, comm: 'bash', uid: 0, write: bytes(100) };
    const turns: readonly Partial<TaskEntry>[] = [
      {},
      { comm: 'npm', write: bytes(7) },
      { comm: 'npm', write: bytes(5) },
      { comm: 'npm', uid: 1000 },
      { comm: 'npm', uid: 1000, cgroupPath: '/system.slice/a.service' },
      { comm: 'npm', uid: 1000, cgroupPath: '/system.slice/b.service' },
    ];
    const samples = turns.map((turn, index) =>
      sampleAt(index, { tasks: [task({ ...did, ...turn })] }),
    );
    expect(await lengthsOf(samples)).toEqual([1, 2, 2, 1]);
    const folder = temporaryFolder();
    const later = sampleAt(7200);
    await record(folder, [...samples, later]);
    await compactAll(folder);
    const { samples: read } = await readFolder(folder);
    expect(read).toHaveLength(5);
    for (const by of ['command', 'user'] as const)
      expect(amountsBy(by, read)).toEqual(amountsBy(by, [...samples, later]));
  });

  it('goes on where a thread has a name of its own, a worker other work, or something becomes known', async () => {
    const worker = { tid: 9 as Tid, kernelThread: true } as const;
    const thread = { tid: 8 as Tid, tgid: 7 as Tid };
    const names = [
      [task({ ...worker, comm: 'kworker/0:1-events' }), task({ ...thread, comm: 'db' })],
      [
        task({ ...worker, comm: 'kworker/0:1+flush' }),
        task({ ...thread, comm: 'writer', processComm: 'db', cgroupPath: '/a' }),
      ],
    ];
    expect(await lengthsOf(names.map((tasks, index) => sampleAt(index, { tasks })))).toEqual([2]);
  });

  it('ends a sample early that has very many tasks: no line is too long', async () => {
    const crowd = (index: number): Sample =>
      sampleAt(index, {
        tasks: Array.from({ length: 5000 }, (_, i) => task({ tid: (index * 5000 + i) as Tid })),
      });
    expect(await lengthsOf([0, 1, 2, 3, 4].map(crowd))).toEqual([2, 2, 1]);
  });

  it('leaves no more blocks than there were, of ten samples or a megabyte of text', async () => {
    const blocksOf = async (samples: readonly Sample[]) => {
      const folder = temporaryFolder();
      await record(folder, samples);
      await record(folder, takeSamples(10, { start: HOUR_END + 2 * 3_600_000 }));
      const segments = await recordedSegments(folder, () => {});
      for await (const _ of compact(segments, { every: milliseconds(2000) }));
      const file = openSegment(segments[0]?.path as string);
      const found = [...walk(file)];
      file.close();
      return found.flatMap((each) => (each.kind === 'block' ? [each.header] : []));
    };
    const few = await blocksOf(takeSamples(120));
    expect(few.map(({ samples }) => samples).slice(0, -1)).toEqual([10, 10, 10, 10, 10]);
    expect(few.reduce((sum, { blocks }) => sum + blocks, 0)).toBe(20);
    const crowd = takeSamples(40).map((sample, index) => ({
      ...sample,
      tasks: Array.from({ length: 2000 }, (_, i) => task({ tid: (index * 2000 + i) as Tid })),
    }));
    for (const { textSize } of await blocksOf(crowd)) expect(textSize).toBeLessThan(2 * 2 ** 20);
  });

  it('takes only segments begun before the time given', async () => {
    const folder = temporaryFolder();
    await recordHour(folder);
    await record(folder, takeSamples(30, { start: HOUR_END + 2 * 3_600_000 }));
    const { out } = await runCommand(runCompact, [folder, '--older-than', '1h']);
    expect(out.split('\n')).toHaveLength(3);
    const segments = await recordedSegments(folder, () => {});
    const begun = segments[0]?.begun as Milliseconds;
    expect(await compactAll(folder, begun)).toEqual([]);
    expect(await compactAll(folder, milliseconds(begun + 1))).toMatchObject([
      { outcome: 'nothing to merge' },
    ]);
  });
});

/** Seconds of each merged sample. */
const lengthsOf = async (samples: readonly Sample[]): Promise<number[]> => {
  const lengths: number[] = [];
  const all = (async function* () {
    yield* samples;
  })();
  for await (const { startedAt, endedAt } of mergedRuns(all, MINUTE)) {
    lengths.push((endedAt - startedAt) / 1e9);
  }
  return lengths;
};

describe('compacting beside others', () => {
  const folderOf = async (): Promise<string> => {
    const folder = temporaryFolder();
    await recordHour(folder);
    return folder;
  };

  itWith(['root'], 'leaves a segment to its owner, with its mode', async () => {
    const folder = await folderOf();
    const path = (await listSegments(folder))[0]?.path as string;
    chmodSync(path, 0o604);
    chownSync(path, 1234, 5678);
    expect(await compactAll(folder)).toMatchObject([{ outcome: 'compacted' }]);
    const { uid, gid, mode } = statSync(path);
    expect([uid, gid, mode & 0o7777]).toEqual([1234, 5678, 0o604]);
  });

  it('is refused while another compacts or repairs', async () => {
    const folder = await folderOf();
    const lock = await lockFolder(folder, 'rewrite');
    const busy = /another iotop is compacting or repairing/;
    await expect(runCommand(runCompact, [folder])).rejects.toThrow(busy);
    await expect(runCommand(runRepair, [folder])).rejects.toThrow(busy);
    await lock.release();
    expect(await runCommand(runCompact, [folder])).toMatchObject({ code: 0 });
  });

  it('goes on beside a recorder, which removes nothing meanwhile and says so', async () => {
    const folder = await folderOf();
    const notices: string[] = [];
    const onNotice = (line: string) => notices.push(line);
    const writer = await RecordingWriter.open(folder, { maxSize: bytes(1), onNotice });
    const lock = await lockFolder(folder, 'rewrite');
    const later = takeSamples(40, { start: HOUR_END + 330_000 });
    for (const sample of later.slice(0, 20)) writer.append(sample);
    await writer.flush();
    expect(notices).toEqual([expect.stringMatching(BUSY)]);
    await lock.release();
    for (const sample of later.slice(20)) writer.append(sample);
    await writer.close();
    expect(notices[1]).toMatch(/^removed the oldest segment .* \(size\)$/);
    expect(await listSegments(folder)).toHaveLength(1);
  });

  it('counts for a recorder: what became smaller is not removed', async () => {
    const folder = await folderOf();
    const [first, ...rest] = await listSegments(folder);
    const size = rest.reduce((sum, segment) => sum + segment.size, first?.size ?? 0);
    const writer = await RecordingWriter.open(folder, { maxSize: bytes(size + 1000) });
    await compactAll(folder);
    for (const sample of takeSamples(40, { start: HOUR_END + 330_000 })) writer.append(sample);
    await writer.close();
    expect((await listSegments(folder))[0]?.name).toBe(first?.name);
  });

  it('leaves the drafts of one that was stopped to the next start, of either kind', async () => {
    const folder = await folderOf();
    const draft = join(folder, '.iotop-20261123T035500.000Z.ndjson.gz.compact');
    const notes = join(folder, '.notes.compact');
    writeFileSync(notes, 'no draft of ours');
    for (const start of [() => runCommand(runCompact, [folder]), () => record(folder, [])]) {
      writeFileSync(draft, 'half a segment');
      await start();
      expect([existsSync(draft), existsSync(notes)]).toEqual([false, true]);
    }
  });

  it('leaves a segment that somebody changed meanwhile as it is', async () => {
    const folder = await folderOf();
    const segments = await recordedSegments(folder, () => {});
    const path = segments[0]?.path as string;
    const compacting = compact(segments, { every: MINUTE });
    const first = compacting.next();
    appendFileSync(path, 'notes');
    expect((await first).value).toMatchObject({ outcome: 'changed' });
    expect(readFileSync(path).subarray(-5).toString()).toBe('notes');
  });

  it('leaves one of the same length that somebody put in its place meanwhile', async () => {
    const folder = await folderOf();
    const segments = await recordedSegments(folder, () => {});
    const path = segments[0]?.path as string;
    const other = readFileSync(path).fill(0x20);
    const compacting = compact(segments, { every: MINUTE });
    const first = compacting.next();
    writeFileSync(`${path}.other`, other);
    renameSync(`${path}.other`, path);
    expect((await first).value).toMatchObject({ outcome: 'changed' });
    expect(readFileSync(path).equals(other)).toBe(true);
  });

  it.each(['before', 'while'])(
    'goes on when somebody removes a segment %s it is read',
    async (when) => {
      const folder = await folderOf();
      await record(folder, takeSamples(30, { start: HOUR_END + 2 * 3_600_000 }));
      const segments = await recordedSegments(folder, () => {});
      const path = segments[0]?.path as string;
      const compacting = compact(segments, { every: MINUTE });
      if (when === 'before') unlinkSync(path);
      const first = compacting.next();
      if (when === 'while') unlinkSync(path);
      expect((await first).value).toMatchObject({ outcome: 'changed' });
      expect((await compacting.next()).value).toMatchObject({ outcome: 'compacted' });
      expect(existsSync(path)).toBe(false);
    },
  );
});

const BUSY = /another iotop is compacting/;
