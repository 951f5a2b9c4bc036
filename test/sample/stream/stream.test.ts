import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../src/lib/errors.ts';
import { decodeText } from '../../../src/lib/text.ts';
import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import type { Sample, TaskEntry, Tid } from '../../../src/sample/sample.ts';
import { decodeSample } from '../../../src/sample/stream/decode.ts';
import { encodeSample, encodeSparse } from '../../../src/sample/stream/encode.ts';
import { arbitrarySample } from '../../support/samples/arbitrary-sample.ts';
import { idleTasksOf } from '../../support/samples/idle-tasks.ts';
import { sampleAt, task } from '../../support/samples/stream-samples.ts';

const sparse = (sample: Sample): string => encodeSparse(sample, (entry) => entry);
const parsed = (line: string): Record<string, unknown> => JSON.parse(line);
const changed = (about: Record<string, unknown>): string =>
  JSON.stringify({ ...parsed(encodeSample(sampleAt(0))), ...about });
const changedTask = (about: Record<string, unknown>): string =>
  changed({ tasks: [{ tid: 1, startedAt: 2, comm: 'x', ...about }] });

const changedDevice = (about: Record<string, unknown>): string => {
  const device = { id: '8:0', name: 'sda', reads: 1, readBytes: 2, writes: 3, writeBytes: 4 };
  return changed({ system: { devices: [{ ...device, busy: 5, queued: 6, ...about }] } });
};

describe('a line of the stream', () => {
  it('decodes to the sample it was made from', () => {
    fc.assert(
      fc.property(arbitrarySample, (sample) => {
        expect(decodeSample(encodeSample(sample))).toEqual(sample);
      }),
      { numRuns: 500 },
    );
  });

  it('is one line of valid JSON and valid UTF-8', () => {
    fc.assert(
      fc.property(arbitrarySample, (sample) => {
        const line = encodeSample(sample);
        expect(line).not.toMatch(/[\n\r]/);
        expect(Buffer.from(line, 'utf8').toString('utf8')).toBe(line);
        expect(parsed(line).version).toBe(1);
      }),
    );
  });

  it('says what JSON.stringify would say of the same fields', () => {
    const sample = sampleAt(0, { tasks: [task(), task({ tid: 7 as never, ended: true })] });
    const { version, interval, ...rest } = parsed(encodeSample(sample));
    expect(rest).toEqual(JSON.parse(JSON.stringify(sample)));
    expect([version, interval]).toEqual([1, 1e9]);
  });

  it('leaves out what is live only', () => {
    const totals = { kind: 'totals' as const, read: bytes(9) };
    const line = encodeSample(
      sampleAt(0, { idle: idleTasksOf([task()]), tasks: [task({ totals })] }),
    );
    expect(line).not.toMatch(/idle|totals/);
  });

  it('keeps unknown and zero apart', () => {
    const { read: _, ...unread } = task();
    const [unknown, zero] = decodeSample(
      encodeSample(sampleAt(0, { tasks: [unread, task({ tid: 7 as never, read: bytes(0) })] })),
    ).tasks;
    expect(unknown).not.toHaveProperty('read');
    expect(zero).toHaveProperty('read', 0);
  });

  it('leaves a number out that is none', () => {
    const line = encodeSample(
      sampleAt(0, {
        tasks: [task({ read: bytes(Number.NaN), write: bytes(-1), ioWait: nanoseconds(1.6) })],
      }),
    );
    expect(decodeSample(line).tasks[0]).toEqual({
      ...task(),
      ioWait: 2,
      read: undefined,
      write: undefined,
    });
  });

  it('of 64 MiB is read, and refused unread where it is longer', () => {
    expect(() => decodeSample('x'.repeat(2 ** 26))).toThrow('is not JSON');
    expect(() => decodeSample('x'.repeat(2 ** 26 + 1))).toThrow('is longer than 67108864 char');
  });

  it('has no longer lists than may be read back', () => {
    const disk = Array.from({ length: 1025 }, (_, i) => ({ device: `loop${i}` }));
    const latency = Array.from({ length: 65 }, (_, i) => ({ below: nanoseconds(2 ** i) }));
    const tasks = [task({ disk }), task({ tid: 7 as never, disk: [{ device: 'vda', latency }] })];
    const [many, slow] = decodeSample(encodeSample(sampleAt(0, { tasks }))).tasks;
    expect(many?.disk).toEqual(disk.slice(0, 1024));
    expect(slow?.disk?.[0]?.latency).toEqual(latency.slice(0, 64));
  });

  it('shows a name that is not UTF-8 and has its bytes beside it', () => {
    const comm = decodeText(Uint8Array.of(0x1b, 0x5b, 0x9b, 0xff));
    const line = encodeSample(sampleAt(0, { tasks: [task({ comm })] }));
    expect(line).toContain('"comm":"\\u001b[\ufffd\ufffd","commHex":"1b5b9bff"');
    expect(decodeSample(line).tasks[0]?.comm).toBe(comm);
  });
});

describe('a sparse line', () => {
  const asked = (about: Partial<TaskEntry>): TaskEntry => {
    const { read: _, ...rest } = task({ write: bytes(0), diskRead: bytes(0), ...about });
    return rest as TaskEntry;
  };
  const written = (entry: TaskEntry): Record<string, unknown> =>
    (parsed(sparse(sampleAt(0, { tasks: [entry] }))).tasks as Record<string, unknown>[])[0] ?? {};

  it('decodes to the sample it was made from', () => {
    fc.assert(
      fc.property(arbitrarySample, (sample) => {
        expect(decodeSample(sparse(sample))).toEqual(sample);
      }),
      { numRuns: 500 },
    );
  });

  it('has no increase of 0, and null for one that is unknown', () => {
    const entry = written(asked({}));
    expect(entry).not.toHaveProperty('write');
    expect(entry).toMatchObject({ read: null, diskWrite: null });
  });

  it("has a task's process only where that is not its own id, and null where it is unknown", () => {
    const own = task({ tid: 7 as Tid, tgid: 7 as Tid });
    const { tgid: _, ...unknown } = own;
    expect(written(own)).not.toHaveProperty('tgid');
    expect(written({ ...own, tgid: 3 as Tid })).toMatchObject({ tgid: 3 });
    expect(written(unknown as TaskEntry)).toMatchObject({ tgid: null });
    for (const entry of [own, { ...own, tgid: 3 as Tid }, unknown as TaskEntry]) {
      expect(decodeSample(sparse(sampleAt(0, { tasks: [entry] }))).tasks).toEqual([entry]);
    }
  });

  it('is refused for the id, not for the process, where the id of a task is none', () => {
    const line = sparse(sampleAt(0, { tasks: [task({ tid: 7 as Tid, tgid: 7 as Tid })] }));
    for (const wrong of ['-1', '"7"', '{}', 'null', '1.5']) {
      const bad = line.replace('"tid":7', `"tid":${wrong}`);
      expect(() => decodeSample(bad)).toThrow(/tasks\[0\]\.tid (must be|is missing)/);
    }
  });

  it('has what the disks were asked for only where it is not the sum over them', () => {
    const disk = [
      { device: 'loop0', read: bytes(0), write: bytes(512) },
      { device: 'vda', read: bytes(0), write: bytes(4096) },
    ];
    const entry = written(asked({ disk, diskWrite: bytes(4096) }));
    expect(entry).toMatchObject({ diskWrite: 4096 });
    expect(entry).not.toHaveProperty('diskRead');
    expect(written(asked({ disk, diskWrite: bytes(0) }))).toMatchObject({ diskWrite: 0 });
    expect(written(asked({ disk: disk.slice(1), diskWrite: bytes(4096) }))).not.toHaveProperty(
      'diskWrite',
    );
  });

  it('says neither of both where they are the sums, and gives them back of what of the list it has', () => {
    const one = { read: bytes(3), write: bytes(2) };
    const disk = Array.from({ length: 1025 }, (_, i) => ({ device: `loop${i}`, ...one }));
    const unknown = { device: 'vda', read: bytes(2 ** 65), write: bytes(Number.NaN) };
    const list = [unknown, ...disk.slice(2)];
    const entry = asked({ disk: list, diskRead: bytes(3 * 1023), diskWrite: bytes(2 * 1023) });
    expect(Object.keys(written(entry))).not.toEqual(expect.arrayContaining(['diskRead']));
    expect(Object.keys(written(entry))).not.toEqual(expect.arrayContaining(['diskWrite']));
    for (const total of [bytes(2 * 1024), bytes(2 * 1025)]) {
      const line = sparse(sampleAt(0, { tasks: [asked({ disk, diskWrite: total })] }));
      expect(decodeSample(line).tasks[0]?.diskWrite).toBe(total);
    }
  });

  it('says of a task that ended before the interval nothing of what is unknown', () => {
    const {
      write: _,
      read: __,
      ...past
    } = task({ endedBefore: true, diskRead: bytes(0), diskWrite: bytes(0) });
    expect(Object.values(written(past as TaskEntry))).not.toContain(null);
    expect(decodeSample(sparse(sampleAt(0, { tasks: [past as TaskEntry] }))).tasks).toEqual([past]);
  });

  it('has all that must be there, so that a reader who knows no such lines reads it', () => {
    fc.assert(
      fc.property(arbitrarySample, (sample) => {
        const { sparse: _, ...line } = parsed(sparse(sample));
        expect(() => decodeSample(JSON.stringify(line))).not.toThrow();
      }),
    );
  });
});

describe('the decoder', () => {
  it('ignores fields it does not know, at every level', () => {
    const line = changed({
      colour: 'red',
      tasks: [
        {
          tid: 1,
          startedAt: 2,
          comm: 'x',
          colour: 'red',
          disk: [{ device: 'vda', colour: 'red', latency: [{ below: 2, colour: 'red' }] }],
        },
      ],
      system: { colour: 'red' },
    });
    const disk = [{ device: 'vda', latency: [{ below: 2 }] }];
    expect(decodeSample(line)).toEqual(
      sampleAt(0, { tasks: [{ tid: 1, startedAt: 2, comm: 'x', disk } as never] }),
    );
  });

  it('takes null for absent', () => {
    expect(decodeSample(changedTask({ read: null })).tasks[0]).not.toHaveProperty('read');
  });

  it.each([
    ['a version it does not read', changed({ version: 2 }), /version is 2/],
    ['no JSON', '{"version":1', /is not JSON/],
    ['no object', '[]', /must be a JSON object/],
    ['a missing field', changed({ host: undefined }), /host is missing/],
    ['a negative count', changedTask({ read: -1 }), /tasks\[0\]\.read must be a whole number/],
    ['a fraction', changedTask({ read: 0.5 }), /tasks\[0\]\.read must be a whole number/],
    ['more than 64 bits', changedTask({ read: 1e21 }), /tasks\[0\]\.read must be a whole number/],
    [
      'a time that is no date',
      changed({ wallTime: 9e15 }),
      /wallTime must be a whole number from 0 to 2534/,
    ],
    ['a number in a text', changedTask({ read: '1' }), /tasks\[0\]\.read .* is "1"/],
    ['a name that is too long', changedTask({ comm: 'x'.repeat(257) }), /comm must be a text/],
    ['bytes that are no hexadecimal', changedTask({ commHex: 'zz' }), /commHex must be/],
    ['an engine nobody knows', changed({ engine: 'guess' }), /engine must be one of bpf/],
    ['an end before the beginning', changed({ endedAt: 1 }), /endedAt is before startedAt/],
    ['a task that is no object', changed({ tasks: [1] }), /tasks\[0\] must be an object/],
    ['tasks that are no list', changed({ tasks: {} }), /tasks must be a list/],
    ['false where only true is meant', changedTask({ ended: false }), /ended must be true/],
    [
      'a task listed twice',
      changed({ tasks: Array(2).fill({ tid: 1, startedAt: 2, comm: 'x' }) }),
      /tasks has 1@2 twice/,
    ],
    ['disks that are no list', changedTask({ disk: {} }), /tasks\[0\]\.disk must be a list/],
    [
      'a disk without a name',
      changedTask({ disk: [{ read: 1 }] }),
      /tasks\[0\]\.disk\[0\]\.device is missing/,
    ],
    [
      'a disk that was asked for less than nothing',
      changedTask({ disk: [{ device: 'vda' }, { device: 'vdb', write: -1 }] }),
      /tasks\[0\]\.disk\[1\]\.write must be a whole number/,
    ],
    [
      'more disks than there may be',
      changedTask({ disk: Array(1025).fill({ device: 'vda' }) }),
      /tasks\[0\]\.disk must be a list of at most 1024, is a list of 1025/,
    ],
    [
      'a latency without a bound',
      changedTask({ disk: [{ device: 'vda', latency: [{ reads: 1 }] }] }),
      /disk\[0\]\.latency\[0\]\.below is missing/,
    ],
    [
      'more latencies than there may be',
      changedTask({ disk: [{ device: 'vda', latency: Array(65).fill({ below: 2 }) }] }),
      /disk\[0\]\.latency must be a list of at most 64/,
    ],
    ['an owner nobody knows', changedDevice({ owners: [{ owner: 'me' }] }), /owner must be one of/],
    [
      'more owners than there may be',
      changedDevice({ owners: Array(17).fill({ owner: 'unknown' }) }),
      /devices\[0\]\.owners must be a list of at most 16/,
    ],
    ['a gap without its count', changed({ gaps: [{ kind: 'exits-lost' }] }), /gaps\[0\] lacks/],
    [
      'a terminal sequence, which the message does not repeat',
      changed({ engine: '\u001b[2J' }),
      /^[ -~]+$/,
    ],
  ])('refuses %s', (_, line, message) => {
    expect(() => decodeSample(line, 77)).toThrowError(
      expect.objectContaining({
        name: 'DecodeError',
        position: 77,
        message: expect.stringMatching(message),
      }),
    );
  });

  it('never drops a gap it does not know', () => {
    const gaps = decodeSample(changed({ gaps: [{ kind: 'cosmic-ray', count: 3 }] })).gaps;
    expect(gaps).toEqual([
      expect.objectContaining({
        kind: 'unavailable',
        reason: expect.stringContaining('cosmic-ray'),
      }),
    ]);
  });

  it('refuses minus nothing, which would not come back the same', () => {
    const line = encodeSample(sampleAt(0, { tasks: [task({})] }));
    expect(() => decodeSample(line.replace(/"tid":\d+/, '"tid":-0'))).toThrow(DecodeError);
  });

  it('answers any text with a sample or a DecodeError', () => {
    const line = encodeSample(
      sampleAt(0, { tasks: [task({ command: 'dd if=/dev/zero of=x', ended: true })] }),
    );
    const edits = fc.array(fc.tuple(fc.nat(line.length), fc.nat(12), fc.string({ maxLength: 6 })), {
      minLength: 1,
      maxLength: 3,
    });
    const mutated = edits.map((list) =>
      list.reduce(
        (text, [at, cut, insert]) => text.slice(0, at) + insert + text.slice(at + cut),
        line,
      ),
    );
    const anything = fc.oneof(
      { weight: 20, arbitrary: mutated },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string() },
    );
    let refused = 0;
    fc.assert(
      fc.property(anything, (text) => {
        try {
          const sample = decodeSample(text);
          expect(decodeSample(encodeSample(sample))).toEqual(sample);
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          refused += 1;
        }
      }),
      { numRuns: 100_000 },
    );
    expect(refused).toBeGreaterThan(10_000);
  });
});
