/** `iotop compact` reads a segment block by block: what it needs is bounded, however large the segment is. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytes, milliseconds } from '../../src/lib/units.ts';
import { segmentName } from '../../src/record/format/segment-name.ts';
import { RecordingWriter } from '../../src/record/write/writer.ts';
import type { Sample, TaskEntry, Tid } from '../../src/sample/sample.ts';
import { NODE, PROGRAM } from '../support/iotop/program.ts';
import { bytesOf, record } from '../support/recordings/recordings.ts';
import { realisticLoad, takeSamples } from '../support/samples/realistic-load.ts';
import { sharedFolder, temporaryFolder } from '../support/test-run/temporary-folder.ts';

/** Each of some hundred active tasks. */
const HOSTS = 16;
const HOUR = Date.UTC(2026, 10, 23, 3);
const MEBIBYTE = 2 ** 20;
const folderOfAll = sharedFolder();

/** The tasks of one host under ids of their own, as if all ran on one machine. */
const shifted = ({ tasks }: Sample, host: number): TaskEntry[] => {
  const by = host * 1_000_000;
  return tasks.map((entry) => ({
    ...entry,
    tid: (entry.tid + by) as Tid,
    tgid: ((entry.tgid ?? entry.tid) + by) as Tid,
  }));
};

/** The samples of a busy machine, one a second. */
function* busyLoad(): Generator<Sample> {
  const hosts = Array.from({ length: HOSTS }, (_, host) =>
    realisticLoad({ seed: host + 1, start: HOUR }),
  );
  for (;;) {
    const [first, ...rest] = hosts.map((host) => host.next().value as Sample) as [Sample];
    const tasks = [first, ...rest].flatMap(shifted);
    yield { ...first, tasks: tasks.sort((a, b) => a.tid - b.tid) };
  }
}

/** Minutes of a busy machine as one segment, and how often they are written into the large one: 100 MB. */
const SAMPLES = 480;
const TIMES = 8;

/** One segment of them. */
const recordSamples = async (folder: string): Promise<Buffer> => {
  const writer = await RecordingWriter.open(folder, { segmentSize: bytes(1e9) });
  let left = SAMPLES;
  for (const sample of busyLoad()) {
    writer.append(sample);
    await writer.settled();
    left -= 1;
    if (left === 0) break;
  }
  await writer.close();
  return (await bytesOf(folder))[0] as Buffer;
};

/**
 * A recording of a large segment and a small one behind it. The large one is as if the clock had been set back `TIMES` times: what is
 * read, merged and written of it is as much as of so many samples in a row.
 */
const recordingOf = async (minutes: Buffer): Promise<string> => {
  const folder = temporaryFolder();
  await record(folder, takeSamples(1, { start: HOUR + 3_600_000 }));
  const path = join(folder, segmentName(milliseconds(HOUR)));
  for (let time = 0; time < TIMES; time++) appendFileSync(path, minutes);
  return folder;
};

/** The most memory a process ever had, in bytes; undefined when it has ended. Of the program it runs now: what started it does not count. */
const highWaterMark = (pid: number): number | undefined => {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(text)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
};

/** Compacts a folder in a process of its own. @returns what it printed, and the most memory it had */
const compact = async (
  folder: string,
  every: string,
): Promise<{ readonly out: string; readonly memory: number }> => {
  const child = spawn(NODE, [PROGRAM, 'compact', '--every', every, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  let memory = 0;
  // The mark only rises, so what is missed is what the last moment added.
  const look = (): void => {
    memory = Math.max(memory, highWaterMark(child.pid as number) ?? 0);
  };
  const looking = setInterval(look, 10);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    look();
    out += text;
  });
  const [code] = await once(child, 'exit');
  clearInterval(looking);
  expect(code).toBe(0);
  return { out, memory };
};

describe('compacting a segment of 100 MB', () => {
  let minutes: Buffer;
  beforeAll(async () => {
    minutes = await recordSamples(folderOfAll());
  }, 180_000);

  it('to one sample a minute, or an hour, needs 200 MB at most', async () => {
    // Side by side: what one needs is not what the other needs.
    const compacted = await Promise.all(
      ['1m', '1h'].map(async (every) => compact(await recordingOf(minutes), every)),
    );
    for (const { out, memory } of compacted) {
      expect(out).toMatch(/^iotop-\S+: (?:9\d|1[01]\d)\.\d\d M to \d\S* [MK]\n$/);
      // Less than Node itself would be a measurement that failed.
      expect(memory).toBeGreaterThan(40 * MEBIBYTE);
      expect(memory).toBeLessThan(200 * MEBIBYTE);
    }
  }, 300_000);
});
