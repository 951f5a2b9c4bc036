import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../src/lib/units.ts';
import { type BadLine, ndjsonSource, StreamFacts } from '../../src/replay/ndjson.ts';
import type { Sample, Tid } from '../../src/sample/sample.ts';
import { encodeSample } from '../../src/sample/stream/encode.ts';
import { segmentOf } from '../support/recordings/segments.ts';
import { arbitrarySample } from '../support/samples/arbitrary-sample.ts';
import { takeSamples } from '../support/samples/realistic-load.ts';
import { sampleAt, task } from '../support/samples/stream-samples.ts';

/** The bytes in pieces of `size`. */
async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

const read = async (
  text: string,
  size = 1000,
): Promise<{ samples: Sample[]; bad: Pick<BadLine, 'kind' | 'line'>[] }> => {
  const bad: Pick<BadLine, 'kind' | 'line'>[] = [];
  const onBadLine = ({ kind, line }: BadLine): number => bad.push({ kind, line });
  const samples: Sample[] = [];
  for await (const sample of ndjsonSource(cut(Buffer.from(text), size), onBadLine)) {
    samples.push(sample);
  }
  return { samples, bad };
};

const lines = (...samples: readonly Sample[]): string =>
  samples.map((sample) => `${encodeSample(sample)}\n`).join('');

const FACTS = {
  command: 'x',
  user: 'root',
  processComm: 'y',
  processStartedAt: nanoseconds(7),
  kernelThread: true,
} as const;

/** What is said of a task once holds for what follows: no line may take it back. */
const withFacts = (sample: Sample): Sample => ({
  ...sample,
  tasks: sample.tasks.map((each) => ({ ...each, ...FACTS })),
});

describe('a stream read back', () => {
  it('gives the samples that were written, wherever the pipe cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitrarySample.map(withFacts), { maxLength: 4 }),
        fc.integer({ min: 1, max: 300 }),
        async (samples, size) => {
          expect(await read(lines(...samples), size)).toEqual({ samples, bad: [] });
        },
      ),
    );
  });

  it('is the recording whose blocks were inflated: what is said of a task once holds on', async () => {
    const samples = takeSamples(60);
    const { bytes } = await segmentOf(samples, 20);
    const text = gunzipSync(bytes).toString();
    expect((await read(text)).samples).toEqual(samples);
  });

  it('is that of two boots, whose tasks have nothing to do with each other', async () => {
    const said = sampleAt(9, { tasks: [task({ command: 'init' })] });
    const unsaid = [sampleAt(10), sampleAt(3)].map((sample) => ({ ...sample, tasks: [task()] }));
    const { samples } = await read(lines(said, ...unsaid));
    expect(samples.map(({ tasks }) => tasks[0]?.command)).toEqual(['init', 'init', undefined]);
    const elsewhere = { ...sampleAt(11), host: 'db2', tasks: [task()] };
    const [, other] = (await read(lines(said, elsewhere))).samples;
    expect(other?.tasks[0]?.command).toBeUndefined();
  });

  it('forgets what was said of tasks long ago, and keeps what a block may refer to', () => {
    const facts = new StreamFacts(100);
    const hear = (tid: number, about: object = {}): string | undefined => {
      const heard = task({ tid: tid as Tid, tgid: tid as Tid, ...about });
      facts.restore(sampleAt(0, { tasks: [heard] }));
      return heard.command;
    };
    for (let tid = 1; tid <= 1000; tid++) hear(tid, { command: `task ${tid}` });
    for (let tid = 901; tid <= 1000; tid++) expect(hear(tid)).toBe(`task ${tid}`);
    expect(hear(1)).toBeUndefined();
  });

  it('forgets paths of groups that were said long ago, whoever is in them', () => {
    const facts = new StreamFacts(100);
    const hear = (cgroup: number, about: object = {}): string | undefined => {
      const heard = task({ cgroup, ...about });
      facts.restore(sampleAt(0, { tasks: [heard] }));
      return heard.cgroupPath;
    };
    for (let id = 1; id <= 1000; id++) hear(id, { cgroupPath: `/${id}` });
    for (let id = 901; id <= 1000; id++) expect(hear(id)).toBe(`/${id}`);
    expect(hear(1)).toBeUndefined();
  });

  it('knows the path of a group on when facts of tasks have filled a generation since', () => {
    const facts = new StreamFacts(100);
    const hear = (tid: number, about: object): string | undefined => {
      const heard = task({ tid: tid as Tid, cgroup: 9, command: `task ${tid}`, ...about });
      facts.restore(sampleAt(0, { tasks: [heard] }));
      return heard.cgroupPath;
    };
    hear(1, { cgroupPath: '/a' });
    for (let tid = 2; tid <= 150; tid++) expect(hear(tid, {})).toBe('/a');
  });

  it('takes a last line without its newline', async () => {
    const text = lines(sampleAt(0), sampleAt(1));
    expect((await read(text.trimEnd())).samples).toEqual([sampleAt(0), sampleAt(1)]);
  });

  it('counts a last line that was cut off, and gives the rest', async () => {
    const text = lines(sampleAt(0), sampleAt(1));
    for (let end = lines(sampleAt(0)).length + 1; end < text.length - 1; end++) {
      expect(await read(text.slice(0, end))).toEqual({
        samples: [sampleAt(0)],
        bad: [{ kind: 'torn', line: 2 }],
      });
    }
  });

  it('names a line it cannot read by its number, and goes on', async () => {
    const text = `${lines(sampleAt(0))}garbage\n\n${lines(sampleAt(1))}`;
    expect(await read(text)).toEqual({
      samples: [sampleAt(0), sampleAt(1)],
      bad: [{ kind: 'unreadable', line: 2 }],
    });
  });

  it('refuses what does not begin as a stream', async () => {
    await expect(read('PID USER DISK READ\n')).rejects.toThrow(/is not JSON/);
  });

  it('ends when it is closed', async () => {
    const source = ndjsonSource(cut(Buffer.from(lines(sampleAt(0), sampleAt(1))), 10));
    const seen: Sample[] = [];
    for await (const sample of source) {
      seen.push(sample);
      source.close();
    }
    expect(seen).toEqual([sampleAt(0)]);
  });
});
