import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { encodeBlock } from '../../../src/record/format/block.ts';
import type { Damage } from '../../../src/record/format/damage.ts';
import { readSegment, readSegments } from '../../../src/record/read/reader.ts';
import { encodeSample } from '../../../src/sample/stream/encode.ts';
import { inMemory, readBack, segmentOf } from '../../support/recordings/segments.ts';
import { arbitrarySample } from '../../support/samples/arbitrary-sample.ts';
import { takeSamples } from '../../support/samples/realistic-load.ts';
import { sampleAt, task } from '../../support/samples/stream-samples.ts';

const samples = takeSamples(40);
const FACTS = {
  command: 'x',
  user: 'root',
  processComm: 'y',
  processStartedAt: nanoseconds(7),
  kernelThread: true,
} as const;

describe('reading a segment', () => {
  it('gives the samples that were written, command lines and all', async () => {
    const { bytes } = await segmentOf(samples, 5);
    expect(await readBack(bytes)).toEqual({ samples, damage: [] });
  });

  it('gives any samples back', async () => {
    const recorded = fc.array(arbitrarySample, { minLength: 1, maxLength: 8 }).map((list) =>
      // What is said of a task once holds for the rest of the block: no line may take it back.
      list.map((sample) => ({
        ...sample,
        tasks: sample.tasks.map((t) => ({ ...t, ...FACTS })),
      })),
    );
    await fc.assert(
      fc.asyncProperty(recorded, fc.integer({ min: 1, max: 8 }), async (list, perBlock) => {
        const { bytes } = await segmentOf(list, perBlock);
        expect(await readBack(bytes)).toEqual({ samples: list, damage: [] });
      }),
    );
  });

  it('lets signals through while it reads', async () => {
    const { bytes } = await segmentOf(takeSamples(300), 5);
    let heard = 0;
    const signal = setImmediate(() => {
      heard += 1;
    });
    let before = 0;
    for await (const _ of readSegment(inMemory(bytes), 'segment', {})) before += 1 - heard;
    clearImmediate(signal);
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(150);
  });

  it('follows a task of which something changes', async () => {
    const facts = [
      {},
      { command: 'sh' },
      { command: 'sh' },
      { command: 'ls', user: 'root' },
      { user: 'root' },
    ];
    const list = facts.map((about, i) => sampleAt(i, { tasks: [task(about)] }));
    const { bytes } = await segmentOf(list, 5);
    expect((await readBack(bytes)).samples).toEqual(list);
  });

  it('gives the samples of a range, both ends included', async () => {
    const { bytes } = await segmentOf(samples, 5);
    const from = samples[7]?.wallTime as never;
    const to = samples[23]?.wallTime as never;
    expect((await readBack(bytes, { from, to })).samples).toEqual(samples.slice(7, 24));
  });

  it('begins at a time and goes on with what was recorded behind, also where the clock was set back', async () => {
    const back = samples.map((sample, index) =>
      index < 20 ? sample : { ...sample, wallTime: milliseconds(sample.wallTime - 15_000) },
    );
    const { bytes } = await segmentOf(back, 5);
    const since = samples[12]?.wallTime as never;
    expect((await readBack(bytes, { since })).samples).toEqual(back.slice(12));
    expect((await readBack(bytes, { from: since })).samples).not.toEqual(back.slice(12));
  });

  it('reads the other lines of a block with a line it cannot read, and names it', async () => {
    const lines = [encodeSample(sampleAt(0)), '{"version":9}', encodeSample(sampleAt(2))];
    const block = await encodeBlock(Buffer.from(`${lines.join('\n')}\n`), {
      firstTime: milliseconds(1),
      lastTime: milliseconds(2),
      samples: 3,
      sequence: 0,
      blocks: 1,
    });
    const { samples: read, damage } = await readBack(block);
    expect(read).toEqual([sampleAt(0), sampleAt(2)]);
    expect(damage.map(({ text }) => text)).toEqual([expect.stringContaining('version is 9')]);
    expect(damage[0]?.lost).toMatchObject({ samples: 1 });
  });

  it('takes a block that was cut while it was read for a damaged one', async () => {
    const { bytes } = await segmentOf(samples.slice(0, 5), 5);
    const shrinking = {
      size: bytes.length,
      read: (offset: number, length: number) =>
        bytes.subarray(offset, offset + (length > 1000 ? 20 : length)),
    };
    const damage: Damage[] = [];
    const read: unknown[] = [];
    const options = { onDamage: (found: Damage) => damage.push(found) };
    for await (const sample of readSegment(shrinking, 'segment', options)) read.push(sample);
    const lost = { samples: 5, from: samples[0]?.wallTime, to: samples[4]?.wallTime };
    expect({ read, damage }).toMatchObject({
      read: [],
      damage: [{ kind: 'damaged-block', lost }],
    });
  });

  it('passes over a segment that was dropped meanwhile', async () => {
    const gone = { name: 'gone', path: '/nonexistent/gone' };
    const read: unknown[] = [];
    for await (const sample of readSegments([gone])) read.push(sample);
    expect(read).toEqual([]);
  });

  it('answers any bytes with samples and named damage', async () => {
    const { bytes } = await segmentOf(samples.slice(0, 4), 2);
    const mutation = fc.record({
      at: fc.nat(bytes.length),
      cut: fc.nat(80),
      insert: fc.uint8Array({ maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        let damaged = Buffer.from(bytes);
        for (const { at, cut, insert } of mutations) {
          damaged = Buffer.concat([damaged.subarray(0, at), insert, damaged.subarray(at + cut)]);
        }
        const { samples: read, damage } = await readBack(damaged);
        const originals = samples.slice(0, 4).map((sample) => JSON.stringify(sample.endedAt));
        for (const { endedAt } of read) expect(originals).toContain(JSON.stringify(endedAt));
        if (read.length < 4 && damaged.length > 0) expect(damage.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });
});
