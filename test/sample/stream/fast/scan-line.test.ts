import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../../src/lib/errors.ts';
import { nanoseconds } from '../../../../src/lib/units.ts';
import type { Sample, TaskEntry, Tid } from '../../../../src/sample/sample.ts';
import { decodeSample } from '../../../../src/sample/stream/decode.ts';
import { encodeSample, encodeSparse } from '../../../../src/sample/stream/encode.ts';
import { LineScanner } from '../../../../src/sample/stream/fast/scan-line.ts';
import { arbitrarySample } from '../../../support/samples/arbitrary-sample.ts';
import { watched } from '../../../support/samples/disk-load.ts';
import { realisticLoad, takeFrom, takeSamples } from '../../../support/samples/realistic-load.ts';
import { sampleAt, task } from '../../../support/samples/stream-samples.ts';

const scanner = new LineScanner();
const scan = (line: Uint8Array): Sample | undefined => scanner.scan(line, 0, line.length);

const FORMS = {
  plain: encodeSample,
  sparse: (sample: Sample): string => encodeSparse(sample, (entry) => entry),
} as const;

/** What the general decoder says: the sample, or that there is none. */
const decoded = (line: Uint8Array): Sample | undefined => {
  try {
    return decodeSample(Buffer.from(line).toString('utf8'));
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
};

/** What the best engine says of a task. */
const WHOLE = {
  cgroup: 41,
  ioPriority: 16_388,
  state: 'S',
  cancelledWrite: 0,
  swapWait: 0,
  ioWait: 0,
  readCalls: 1,
  readChars: 10,
  writeCalls: 2,
  writeChars: 20,
  command: 'dd if=/dev/zero',
  user: 'root',
} as unknown as Partial<TaskEntry>;

const count = fc.constantFrom(undefined, 0, 7, 4096, 2 ** 31, 123_456_789_012, 2 ** 53 - 1);
const name = fc.constantFrom(
  undefined,
  '',
  'a',
  '"read":1',
  'x,"read":9}',
  '\\',
  'dd if=/dev/zero',
);
const CHANGES = {
  comm: name.map((text) => text ?? 'dd'),
  startedAt: count.map((ns) => ns ?? 5),
  tgid: count,
  uid: count,
  cgroup: count,
  ioPriority: count,
  state: fc.constantFrom(undefined, 'R', 'S', 'D'),
  ended: fc.constantFrom(undefined, true),
  processLives: fc.constantFrom(undefined, true),
  cancelledWrite: count,
  swapWait: count,
  read: count,
  write: count,
  ioWait: count,
  waitingSince: count,
  waitingLonger: fc.constantFrom(undefined, true),
  readCalls: count,
  readChars: count,
  writeCalls: count,
  writeChars: count,
  diskRead: count,
  diskWrite: count,
  disk: fc.constantFrom(
    undefined,
    [],
    [{ device: 'vda' }],
    [
      { device: 'loop0', read: 0, write: 512, writes: 1, latency: [{ below: 1024, writes: 1 }] },
      { device: 'vda', discard: 7, queueTime: 8, deviceTime: 9, latency: [] },
    ],
  ),
  processComm: name,
  processStartedAt: count,
  command: name,
  kernelThread: fc.constantFrom(undefined, true),
  user: name,
} as unknown as { [Name in keyof TaskEntry]: fc.Arbitrary<TaskEntry[Name]> };

/** Those that asked a device for something first. */
const withTasksOfDisks = (sample: Sample): Sample => {
  const [some, others] = [true, false].map((asked) =>
    sample.tasks.filter(({ disk }) => (disk !== undefined) === asked),
  ) as [TaskEntry[], TaskEntry[]];
  return { ...sample, tasks: [...some.slice(0, 2), ...others] };
};

describe.each(Object.entries(FORMS))('the scanner of our own lines, %s', (_, encode) => {
  it('gives what the decoder gives, or nothing, for every sample', () => {
    fc.assert(
      fc.property(arbitrarySample, (sample) => {
        const line = Buffer.from(encode(sample));
        const scanned = scan(line);
        if (scanned !== undefined) expect(scanned).toStrictEqual(decoded(line));
      }),
      { numRuns: 500 },
    );
  });

  it('takes every line of a realistic load', () => {
    for (const sample of takeSamples(50)) {
      expect(scan(Buffer.from(encode(sample)))).toEqual(sample);
    }
  });

  it('takes every line of a load whose devices are watched', () => {
    const samples = takeFrom(watched(realisticLoad()), 50);
    expect(samples.flatMap(({ tasks }) => tasks.flatMap(({ disk = [] }) => disk))).not.toEqual([]);
    for (const sample of samples) {
      expect(scan(Buffer.from(encode(sample)))).toEqual(sample);
    }
  });

  it.each([
    ['alone', takeSamples(1)],
    ['with their devices', takeFrom(watched(realisticLoad()), 1).map(withTasksOfDisks)],
  ])(
    'gives what the decoder gives, or nothing, wherever a byte is another: tasks %s',
    (__, load) => {
      const short = load.map((sample) => ({ ...sample, tasks: sample.tasks.slice(0, 3) }));
      const line = Buffer.from(encode(short[0] as Sample));
      // Now its tasks are known: a byte of theirs must not be taken for the one that stood there.
      expect(scan(line)).toBeDefined();
      for (let at = 0; at < line.length; at++) {
        for (const byte of [0x22, 0x30, 0x39, 0x2c, 0x5c, 0x7d, 0x80, (line[at] as number) ^ 1]) {
          const damaged = Buffer.from(line);
          damaged[at] = byte;
          const scanned = scan(damaged);
          if (scanned !== undefined) expect(scanned).toStrictEqual(decoded(damaged));
        }
      }
    },
  );

  it('gives nothing for a line cut at any length', () => {
    const line = Buffer.from(encode(sampleAt(0)));
    for (let length = 0; length < line.length; length++) {
      expect(scan(line.subarray(0, length))).toBeUndefined();
    }
  });

  it('gives of a task it knows what the decoder gives, whatever changed or is missing', () => {
    fc.assert(
      fc.property(fc.record(CHANGES, { requiredKeys: [] }), (change) => {
        for (const about of [{}, change, change, {}]) {
          const line = Buffer.from(encode(sampleAt(0, { tasks: [task({ ...WHOLE, ...about })] })));
          expect(scan(line)).toStrictEqual(decoded(line));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the scanner of our own lines', () => {
  it('declines the id of a task it knows with a zero before it', () => {
    const line = encodeSample(sampleAt(0, { tasks: [task({ ...WHOLE, uid: 0, tgid: 7 as Tid })] }));
    expect(scan(Buffer.from(line))).toBeDefined();
    const padded = line.replace('"tid":', '"tid":0');
    expect(decoded(Buffer.from(padded))).toBeUndefined();
    expect(scan(Buffer.from(padded))).toBeUndefined();
  });

  it('takes every gap that has a name', () => {
    const gaps = [
      { kind: 'exits-lost', count: 2 },
      { kind: 'unavailable', what: 'io-wait', reason: 'off', remedy: '' },
    ] as const;
    const sample = sampleAt(0, { gaps });
    expect(scan(Buffer.from(encodeSample(sample)))).toStrictEqual(sample);
  });

  const declined: readonly (readonly [string, string])[] = [
    ['a task id twice', '{"tid":1,"startedAt":2,"comm":"a"},{"tid":1,"startedAt":2,"comm":"a"}'],
    ['a number with a leading zero', '{"tid":01,"startedAt":2,"comm":"a"}'],
    ['a fraction', '{"tid":1.5,"startedAt":2,"comm":"a"}'],
    ['fields in another order', '{"startedAt":2,"tid":1,"comm":"a"}'],
    ['a comma too many', '{"tid":1,"startedAt":2,"comm":"a"},'],
    ['a name that is not ASCII', '{"tid":1,"startedAt":2,"comm":"é"}'],
    [
      'bytes written before those read',
      '{"tid":1,"startedAt":2,"comm":"a","diskWrite":0,"diskRead":0}',
    ],
    ['a device without a name', '{"tid":1,"startedAt":2,"comm":"a","disk":[{"read":1}]}'],
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

  it.each([
    ['as much as it can add up', 1024, 2 ** 53 - 1, 1024 * (2 ** 53 - 1)],
    ['more than any figure may be', 3, 2 ** 63, undefined],
  ])(
    'agrees with the decoder about a sum over devices that is not said: %s',
    (_, count, read, sum) => {
      const disk = Array.from({ length: count }, (__, at) => ({ device: `vd${at}`, read }));
      const asked = task({
        ...WHOLE,
        disk,
        diskRead: 9,
        diskWrite: 0,
      } as unknown as Partial<TaskEntry>);
      const said = FORMS.sparse(sampleAt(0, { tasks: [asked] }));
      const unsaid = Buffer.from(said.replace('"diskRead":9,', ''));
      expect(unsaid.length).toBeLessThan(said.length);
      expect(decoded(unsaid)?.tasks[0]?.diskRead).toBe(sum);
      expect(scan(unsaid)).toStrictEqual(decoded(unsaid));
      // What our encoder says of such a task is taken: the sum, or that it is unknown.
      const whole = sampleAt(0, { tasks: [{ ...asked, diskRead: count * read } as TaskEntry] });
      expect(decodeSample(FORMS.sparse(whole)).tasks[0]?.diskRead).toBe(sum);
    },
  );

  it('takes no process for that of a line in the other form with the same bytes', () => {
    const tid = 7 as Tid;
    const own = task({ ...WHOLE, tid, tgid: tid } as Partial<TaskEntry>);
    const { tgid: _, ...unknown } = own;
    const ofOwn = FORMS.sparse(sampleAt(0, { tasks: [own] }));
    const unknofOwn = FORMS.plain(sampleAt(0, { tasks: [unknown as TaskEntry] }));
    for (const line of [ofOwn, unknofOwn, ofOwn, unknofOwn].map((text) => Buffer.from(text))) {
      expect(scan(line)).toStrictEqual(decoded(line));
    }
  });

  it('takes ids in any order', () => {
    const tasks = [9, 3, 7, 1].map((tid) => task({ tid: tid as Tid, startedAt: nanoseconds(tid) }));
    const sample = sampleAt(0, { tasks });
    expect(scan(Buffer.from(encodeSample(sample)))).toEqual(sample);
  });
});
