import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../src/lib/errors.ts';
import { nanoseconds } from '../../src/lib/units.ts';
import type { Sample, Tid } from '../../src/sample/sample.ts';
import { decodeSample } from '../../src/sample/stream-decode.ts';
import { encodeSample } from '../../src/sample/stream-encode.ts';
import { LineScanner } from '../../src/sample/stream-scan.ts';
import { arbitrarySample } from '../support/arbitrary-sample.ts';
import { takeSamples } from '../support/realistic-load.ts';
import { sampleAt, task } from '../support/stream-samples.ts';

const scanner = new LineScanner();
const scan = (line: Uint8Array): Sample | undefined => scanner.scan(line, 0, line.length);

/** What the general decoder says: the sample, or that there is none. */
const decoded = (line: Uint8Array): Sample | undefined => {
  try {
    return decodeSample(Buffer.from(line).toString('utf8'));
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
};

describe('the scanner of our own lines', () => {
  it('gives what the decoder gives, or nothing, for every sample', () => {
    fc.assert(
      fc.property(arbitrarySample, (sample) => {
        const line = Buffer.from(encodeSample(sample));
        const scanned = scan(line);
        if (scanned !== undefined) expect(scanned).toStrictEqual(decoded(line));
      }),
      { numRuns: 500 },
    );
  });

  it('takes every line of a realistic load', () => {
    for (const sample of takeSamples(50)) {
      expect(scan(Buffer.from(encodeSample(sample)))).toEqual(sample);
    }
  });

  it('gives what the decoder gives, or nothing, wherever a byte is another', () => {
    const short = takeSamples(1).map((sample) => ({ ...sample, tasks: sample.tasks.slice(0, 3) }));
    const line = Buffer.from(encodeSample(short[0] as Sample));
    for (let at = 0; at < line.length; at++) {
      for (const byte of [0x22, 0x30, 0x39, 0x2c, 0x5c, 0x7d, 0x80, (line[at] as number) ^ 1]) {
        const damaged = Buffer.from(line);
        damaged[at] = byte;
        const scanned = scan(damaged);
        if (scanned !== undefined) expect(scanned).toStrictEqual(decoded(damaged));
      }
    }
  });

  it('gives nothing for a line cut at any length', () => {
    const line = Buffer.from(encodeSample(sampleAt(0)));
    for (let length = 0; length < line.length; length++) {
      expect(scan(line.subarray(0, length))).toBeUndefined();
    }
  });

  const declined: readonly (readonly [string, string])[] = [
    ['a task id twice', '{"tid":1,"startedAt":2,"comm":"a"},{"tid":1,"startedAt":2,"comm":"a"}'],
    ['a number with a leading zero', '{"tid":01,"startedAt":2,"comm":"a"}'],
    ['a fraction', '{"tid":1.5,"startedAt":2,"comm":"a"}'],
    ['fields in another order', '{"startedAt":2,"tid":1,"comm":"a"}'],
    ['a comma too many', '{"tid":1,"startedAt":2,"comm":"a"},'],
    ['a name that is not ASCII', '{"tid":1,"startedAt":2,"comm":"é"}'],
    ['exact bytes beside a name', '{"tid":1,"startedAt":2,"comm":"a","commHex":"ff"}'],
  ];
  it.each(declined)('declines %s', (_, tasks) => {
    const line = encodeSample(sampleAt(0, { tasks: [] })).replace(
      '"tasks":[]',
      `"tasks":[${tasks}]`,
    );
    expect(scan(Buffer.from(line))).toBeUndefined();
  });

  it('declines a second list of tasks, which would count instead of the first', () => {
    const line = encodeSample(sampleAt(0)).replace(/\}$/, ',"tasks":[]}');
    expect(scan(Buffer.from(line))).toBeUndefined();
  });

  it('takes ids in any order', () => {
    const tasks = [9, 3, 7, 1].map((tid) => task({ tid: tid as Tid, startedAt: nanoseconds(tid) }));
    const sample = sampleAt(0, { tasks });
    expect(scan(Buffer.from(encodeSample(sample)))).toEqual(sample);
  });
});
