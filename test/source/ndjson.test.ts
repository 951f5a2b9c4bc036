import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../src/sample/sample.ts';
import { encodeSample } from '../../src/sample/stream-encode.ts';
import { type BadLine, ndjsonSource } from '../../src/source/ndjson.ts';
import { arbitrarySample } from '../support/arbitrary-sample.ts';
import { sampleAt } from '../support/stream-samples.ts';

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
  for await (const sample of ndjsonSource(cut(Buffer.from(text), size), { onBadLine })) {
    samples.push(sample);
  }
  return { samples, bad };
};

const lines = (...samples: readonly Sample[]): string =>
  samples.map((sample) => `${encodeSample(sample)}\n`).join('');

describe('a stream read back', () => {
  it('gives the samples that were written, wherever the pipe cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitrarySample, { maxLength: 4 }),
        fc.integer({ min: 1, max: 300 }),
        async (samples, size) => {
          expect(await read(lines(...samples), size)).toEqual({ samples, bad: [] });
        },
      ),
    );
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
