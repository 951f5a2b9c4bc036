/** The filter language: what each expression chooses, what it says of a mistake and where, and that nothing makes it hang. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import {
  compileExpression,
  compileFilter,
  filterOf,
  type Where,
  whereOption,
} from '../../../src/model/filter/filter.ts';
import { filterNames } from '../../../src/model/filter/filter-names.ts';
import { deviceRows } from '../../../src/model/units/device-rows.ts';
import type { Row } from '../../../src/model/view/row.ts';
import { EVERYTHING, selectedIn } from '../../../src/model/view/selection.ts';
import {
  type SampleFields,
  sampleOf,
  type TaskFields,
  taskEntry,
} from '../../support/samples/samples.ts';

const MIB = 2 ** 20;

/** In two seconds, so that a rate is half of what was moved. */
const HALVED = {
  endedAt: 102e9,
  system: { devices: [{ id: '252:0', name: 'dm-0', kind: 'layer' }] },
} as unknown as SampleFields;

const DISK = {
  device: 'vda',
  reads: 4,
  writes: 0,
  read: 4096 * 4,
  queueTime: 1e6,
  deviceTime: 7e6,
};
const ASKED = {
  diskRead: 4096 * 4,
  diskWrite: 0,
  disk: [
    { ...DISK, latency: [{ below: 2 ** 21, reads: 4 }] },
    { device: 'dm-0', reads: 4, read: 4096 * 4 },
  ],
};

/** Whether the only task of a sample of two seconds is chosen. */
const chooses = (expression: string, task: Partial<TaskFields> = {}): boolean | string => {
  const compiled = compileFilter(expression);
  if (compiled.kind === 'bad') return compiled.problem;
  const sample = sampleOf({ ...HALVED, tasks: [{ tid: 8, tgid: 7, comm: 'dd', ...task }] });
  const selection = { ...EVERYTHING, ...compiled };
  return sample.tasks.filter(selectedIn(sample, selection, 'threads')).length === 1;
};

describe('an expression chooses', () => {
  it.each<readonly [string, Partial<TaskFields>, boolean]>([
    ['write > 1M', { write: 2 * MIB + 2 }, true],
    ['write > 1M', { write: 2 * MIB }, false],
    ['write >= 1M/s', { write: 2 * MIB }, true],
    ['write >= 1 MiB/s', { write: 2 * MIB }, true],
    ['write >= 1M/S', { write: 2 * MIB }, true],
    ['write = 1 MB', { write: 2e6 }, true],
    ['write < 1g', { write: 2 * MIB }, true],
    ['write <= 0', { write: 0 }, true],
    ['write = 0.0', { write: 0 }, true],
    ['write > 0', { write: 8, cancelledWrite: 8 }, false],
    ['write == 4b', { write: 8 }, true],
    ['write != 4b', { write: 8 }, false],
    ['pid = 7 and tid = 8', {}, true],
    ['tgid = 7 AND TID = 8 and uid = 0', {}, true],
    ['pid > 7', {}, false],
    ['comm = dd', {}, true],
    ['comm = DD', {}, false],
    ['comm ~ ^D', {}, false],
    ['comm ~ ^d', { comm: 'Dd' }, true],
    ['comm !~ ^d', {}, false],
    ['comm ~ ""', {}, true],
    ['comm != "dd"', {}, false],
    ["comm = 'a b'", { comm: 'a b' }, true],
    ['comm ~ ^(dd|cp)$', {}, true],
    ['(comm ~ ^(dd|cp)$)', {}, true],
    ['(comm ~ \\( or tid=8)', {}, true],
    ['command ~ ^/bin', { command: '/bin/dd if=/a' }, true],
    ['command = "dd if=/a"', { command: '/bin/dd if=/a' }, true],
    ['command = dd', { command: '/bin/dd if=/a' }, true],
    ['text ~ ^8$', {}, true],
    ['text = dd', {}, true],
    ['user = root', {}, true],
    ['user = 5', { user: undefined, uid: 5 }, true],
    ['not user = root', { user: undefined, uid: 5 }, true],
    ['user = root', { user: undefined, uid: 0 }, true],
    ['state = D', { state: 'D' }, true],
    ['prio = be/4', {}, true],
    ['priority ~ idle', { ioPriority: 3 << 13 }, true],
    ['cgroup = 41', { cgroup: 41 }, true],
    ['io >= 50%', { ioWait: 1e9 }, true],
    ['io > 50 %', { ioWait: 1e9 }, false],
    ['ioWait >= 1s and ioWait < 1.1 s', { ioWait: 1e9 }, true],
    ['waiting > 900ms', { waitingSince: 101e9 }, true],
    ['ended = yes', { ended: true }, true],
    ['ended = no', {}, true],
    ['ended != yes', { ended: true }, false],
    ['kernelThread = true', { kernelThread: true }, true],
    ['iops = 2', ASKED, true],
    ['from-disk = 8K and fromdisk = 8k and FROM_DISK = 8k and diskRead = 8k', ASKED, true],
    ['todisk = 0', ASKED, true],
    ['avg-rq = 4k', ASKED, true],
    ['lat = 2ms and latency > 1999us and lat < 2000001 ns', ASKED, true],
    ['lat = 2000µs and lat = 2000us', ASKED, true],
    ['p99 > 1.04ms and p99 < 2.1ms', ASKED, true],
    ['infl < 1', ASKED, true],
    ['device = vda and device = dm-0', ASKED, true],
    ['device != vda', ASKED, false],
    ['device = /dev/vda and device = /dev/mapper/dm-0', ASKED, true],
    ['device != /dev/vda', ASKED, false],
    ['device = /dev/vd', ASKED, false],
    ['device ~ ^sd', ASKED, false],
    ['share = 100%', ASKED, true],
    ['r+w = 8K', ASKED, true],
    ['not not pid = 7', {}, true],
    ['not(pid = 7)', {}, false],
    // `and` binds closer than `or`, `not` closest.
    ['pid = 7 or pid = 1 and tid = 9', {}, true],
    ['(pid = 7 or pid = 1) and tid = 9', {}, false],
    ['not pid = 1 and tid = 8', {}, true],
    ['not (pid = 1 or tid = 8)', {}, false],
    ['write > 1M and (comm ~ ^d or device = vda) and not user = root', { write: 9e9 }, false],
  ])('%s of %o: %s', (expression, task, is) => {
    expect(chooses(expression, task)).toBe(is);
  });

  it('nothing of what is unknown, whichever way it is asked', () => {
    for (const unknown of [
      ...['lat > 1ms', 'swapin > 1%', 'device = vda', 'user = root', 'vfs-read >= 0'],
      ...['vfs-read < 1T', 'prio = idle', 'prio != idle', 'readCalls >= 0'],
    ]) {
      const task = { swapWait: undefined, user: undefined, uid: undefined, ioPriority: undefined };
      expect(chooses(unknown, task)).toBe(false);
      expect(chooses(`not (${unknown})`, task)).toBe(false);
      expect(chooses(`not (${unknown} and pid = 7)`, task)).toBe(false);
      expect(chooses(`pid = 1 or ${unknown}`, task)).toBe(false);
      // What is known may decide all the same.
      expect(chooses(`not (${unknown} and pid = 1)`, task)).toBe(true);
      expect(chooses(`not (pid = 1 and ${unknown})`, task)).toBe(true);
      expect(chooses(`${unknown} or pid = 7`, task)).toBe(true);
      expect(chooses(`pid = 7 or ${unknown}`, task)).toBe(true);
    }
    expect(chooses('device != vda')).toBe(false);
    expect(chooses('device != vda', { diskRead: 0 })).toBe(true);
  });
});

describe('a mistake', () => {
  it.each([
    ['wrte > 1M', 'at character 1: no name wrte; did you mean write?'],
    ['wrte >> 1M', 'at character 1: no name wrte; did you mean write?'],
    ['write>>1M', 'at character 7: '],
    ['pid = 1 and zzzzzz = x', 'at character 13: no name zzzzzz; there are '],
    ['why = fsync', 'at character 1: no name why; there are '],
    ['startedAt > 1s', 'at character 1: no name startedAt; there are '],
    ['ppid = 1', 'at character 1: no name ppid; did you mean pid?'],
    ['write > 1', 'at character 9: write takes a value such as 1M'],
    ['write > 1 and pid = 1', 'at character 9: write takes a value such as 1M'],
    ['write > 1constructor', 'at character 9: write takes a value such as 1M'],
    ['io > 50', 'at character 6: io takes a value such as 50%'],
    ['latency > 1', 'at character 11: latency takes a value such as 10ms'],
    ['pid = x', 'at character 7: pid takes a value such as 100'],
    ['ended = maybe', 'at character 9: ended takes a value such as yes or no'],
    ['ended = constructor', 'at character 9: ended takes a value such as yes or no'],
    ['write ~ 1', 'at character 7: write is a figure, which takes = != < <= > >='],
    ['comm < a', 'at character 6: comm is a text, which takes = != ~ !~'],
    ['ended > no', 'at character 7: ended is yes or no, which takes = !='],
    ['comm ~ (', 'at character 8: no regular expression: unterminated group'],
    ['write >', 'at character 8: here belongs a value'],
    ['(write > )', 'at character 10: here belongs a value'],
    ['comm = "x', 'at character 8: this quote has no end'],
    ['pid = 1 write > 1M', 'at character 9: here belongs and, or, or the end'],
    ['(pid = 1 write > 1M)', 'at character 10: here belongs and, or, or )'],
    ['(pid = 1', 'at character 9: the ( at 1 lacks its )'],
    ['pid = 1)', 'at character 8: here belongs and, or, or the end'],
    ['pid = 1 and', 'at character 12: here belongs a comparison, such as write > 1M'],
    ['pid = 1 or )', 'at character 12: here belongs a comparison, such as write > 1M'],
    ['not', 'at character 4: here belongs a comparison, such as write > 1M'],
    ['write', 'at character 6: here belongs a comparison of write: = != < > ~ …'],
    ['postgres', 'at character 1: no name postgres; text ~ postgres searches for it'],
  ])('%s is told with its place: %s', (expression, problem) => {
    const compiled = compileExpression(expression);
    expect(compiled).toMatchObject({ kind: 'bad', problem: expect.stringContaining(problem) });
  });

  it('is one short line, however much was typed', () => {
    const texts = [
      '('.repeat(10_000),
      `${'('.repeat(10_000)}pid = 1${')'.repeat(10_000)}`,
      '('.repeat(1000),
      'x'.repeat(MIB),
      `pid = 1 ${'or pid = 1 '.repeat(MIB / 8)}`,
      `${'\u001b[31m'.repeat(100)} = 1`,
      `${'w'.repeat(900)} = 1`,
    ];
    for (const text of texts) {
      for (const compile of [compileFilter, compileExpression]) {
        const compiled = compile(text);
        const problem = compiled.kind === 'bad' ? compiled.problem : '';
        expect(problem).toMatch(/./);
        expect(problem.length).toBeLessThan(1000);
        expect(problem.split('\n')).toHaveLength(1);
      }
      expect(() => whereOption(text, '--where')).toThrow(/^--where /);
    }
    expect(compileExpression('not '.repeat(250)).kind).toBe('bad');
    expect(compileExpression('x'.repeat(MIB))).toEqual({
      kind: 'bad',
      at: 1001,
      problem: 'at character 1001: this is too long',
    });
    const deep = `${'('.repeat(490)}pid = 7${')'.repeat(490)}`;
    expect(chooses(deep)).toBe(true);
    expect(chooses(`${'not '.repeat(240)}pid = 7`)).toBe(true);
  });

  it('of any text is a place in it, and none takes long', () => {
    const word = fc.constantFrom(
      ...[
        '(',
        ')',
        'and',
        'or',
        'not',
        '=',
        '!=',
        '<',
        '~',
        '"',
        "'",
        ' ',
        '1M',
        '5%',
        '10 ms',
        '\\',
        '\n',
      ],
      ...filterNames(),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
      fc.array(word, { maxLength: 30 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const compiled = compileExpression(typed);
        if (compiled.kind === 'ok') {
          expect(['boolean', 'string']).toContain(typeof chooses(typed, ASKED));
          return;
        }
        const place = Number(/^at character (\d+): /.exec(compiled.problem)?.[1]);
        expect(place).toBeGreaterThanOrEqual(1);
        expect(place).toBeLessThanOrEqual(typed.length + 1);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('what is typed after /', () => {
  it.each([
    ['dd if=/dev/zero', 'x dd if=/dev/zero'],
    ['user', 'a user'],
    ['ended', 'ended'],
    ['postgres|mysqld', 'mysqld'],
    ['not write', 'not write'],
    ['--user=bob', 'x --user=bob'],
    ['^(a|b)', 'b'],
    ['a>b', 'a>b'],
    ['of=.*k', 'of=/k'],
  ])('%s is still a text to search for', (text, command) => {
    expect(chooses(text, { comm: 'x', command })).toBe(true);
    expect(chooses(text, { comm: 'x', command: 'other' })).toBe(false);
  });

  it.each(['write>1M', '  not ( write > 1M )', '(write > 1M)'])('%s is an expression', (text) => {
    const compiled = compileFilter(text);
    expect(compiled.kind === 'ok' && compiled.where?.needs).not.toContain('names');
  });

  it.each(['wrte > 1M', 'write >', 'write=x'])('%s is a wrong one', (text) => {
    expect(compileFilter(text)).toMatchObject({ problem: expect.stringMatching(/^at character/) });
  });
});

/** Any expression that is right. */
const right = fc.letrec<{ one: string; all: string }>((tie) => ({
  one: fc.constantFrom(
    'write>1M',
    'comm ~ ^d',
    'pid = 7',
    'lat < 1 ms',
    'user = "root"',
    'tid != 8',
  ),
  all: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    tie('one'),
    tie('all').map((inner) => `(${inner})`),
    tie('all').map((inner) => `not(${inner})`),
    fc
      .tuple(tie('all'), fc.constantFrom('and', 'or', 'OR'), tie('all'))
      .map((all) => all.join(' ')),
  ),
})).all;

const task = fc.record({ write: fc.constantFrom(0, 9e9), comm: fc.constantFrom('dd', 'x') });

describe('expressions', () => {
  it('mean after / what they mean to --where', () => {
    fc.assert(
      fc.property(right, (text) => {
        fc.pre(text.length <= 1000);
        expect(compileExpression(text).kind).toBe('ok');
        expect(compileFilter(text)).toMatchObject({
          kind: 'ok',
          where: { needs: expect.anything() },
        });
      }),
    );
  });

  it('obey the laws of three values: a double not, and De Morgan', () => {
    fc.assert(
      fc.property(right, right, task, (a, b, fields) => {
        fc.pre(a.length + b.length < 900);
        expect(chooses(`not (not (${a}))`, fields)).toBe(chooses(`(${a})`, fields));
        const [both, either] = [`not ((${a}) and (${b}))`, `(not (${a})) or (not (${b}))`];
        expect(chooses(both, fields)).toBe(chooses(either, fields));
        // Nothing is both, and what is unknown is neither.
        expect(chooses(`(${a}) and not (${a})`, fields)).toBe(false);
      }),
    );
  });
});

it('a filter asks the source for what it looks at, wherever that stands', () => {
  const needsOf = (text: string) => {
    const compiled = compileFilter(text);
    return compiled.kind === 'ok' ? compiled.where?.needs : undefined;
  };
  expect(needsOf('lat > 1ms and (write > 1M or not vfs-read > 1M)')).toContain('readChars');
  expect(needsOf('lat > 1ms or write > 1M')).not.toContain('names');
  for (const text of ['comm ~ x', 'user = x', 'text ~ x', 'command ~ x', 'prio = idle', 'x'])
    expect(needsOf(text)).toContain('names');
});

describe('--filter and --where together', () => {
  it('make one filter that both have to let pass', () => {
    const search = 'a"b|=\'c\\\\"|^d|write > 1M';
    const made = filterOf(search, 'pid = 7 or pid = 8');
    for (const comm of ['a"b', '=\'c\\"', 'dd', 'write > 1M', 'x']) {
      expect(chooses(filterOf(search, ''), { comm })).toBe(comm !== 'x');
      expect(chooses(made, { comm })).toBe(comm !== 'x');
      expect(chooses(made, { comm, tgid: 9 })).toBe(false);
    }
  });

  it('leave a plain text as it is typed, and an expression', () => {
    expect(filterOf('postgres|dd', '')).toBe('postgres|dd');
    expect(filterOf('', 'write > 1M')).toBe('write > 1M');
    expect(filterOf('', '')).toBe('');
    expect(filterOf('write > 1M', '')).toBe('text ~ "write > 1M"');
  });
});

/** Rows of devices that an expression leaves. */
const devicesOf = (expression: string, system: Partial<SampleFields>): readonly string[] => {
  const sample = sampleOf(system);
  const where = whereOption(expression, '--where') as Where;
  const context = { commandStyle: 'full' } as const;
  const rows = deviceRows(sample, {
    measure: 'rate',
    selection: { ...EVERYTHING, where },
    context,
  });
  return rows.map(({ entry }) => entry.comm);
};

const LOADED = {
  ...{ id: '1:1', kind: 'disk', name: 'vda', alias: 'root', busy: 0.5e9, queued: 2e9 },
  ...{ reads: 100, writes: 400, readBytes: MIB, writeBytes: 2 * MIB, readTime: 0.2e9 },
  ...{ writeTime: 1.8e9, inFlight: 3, errors: 0, requeues: 1 },
};

describe('of a device', () => {
  it.each([
    ['device = vda and busy > 49 % and busy < 51%', true],
    ['device = root', true],
    ['device = /dev/vda and device = /dev/mapper/root', true],
    ['io = 50%', true],
    ['queue = 2', true],
    ['lat = 4.5ms and latency = 4.5 ms', true],
    ['iops = 500', true],
    ['reads = 100 and writes = 400', true],
    ['read-await = 2ms and write-await > 4ms', true],
    ['device-queue = 2 and device-reads = 100', true],
    ['in-flight = 3 and infl = 3', true],
    ['read = 1M and write = 2M', true],
    ['p99 < 10s and device-p99 > 0', false],
    ['errors > 0', false],
    ['requeues > 0', true],
    ['user = root or comm = dd', false],
  ])('%s: %s', (expression, is) => {
    const system = { devices: [LOADED] } as never;
    expect(devicesOf(expression, { system })).toEqual(is ? ['vda'] : []);
  });

  it('a name that means something of tasks, too, is its own', () => {
    const asked = { ...ASKED, disk: [{ ...ASKED.disk[0], device: 'vda', deviceTime: 4e9 }] };
    expect(chooses('lat > 900ms', asked)).toBe(true);
    const system = { devices: [LOADED] } as never;
    const tasks = [{ tid: 8, ...asked }];
    expect(devicesOf('lat > 900ms', { system, tasks })).toEqual([]);
    // The requests of all tasks.
    expect(devicesOf('p99 = 2097152 ns and p50 > 2ms', { system, tasks })).toEqual(['vda']);
  });

  it('what only devices have is unknown of a task', () => {
    for (const expression of ['busy >= 0', 'not busy >= 0', 'queue >= 0', 'errors = 0'])
      expect(chooses(expression, ASKED)).toBe(false);
  });

  it('each name says whose it is', () => {
    const subjectsOf = (expression: string) =>
      whereOption(expression, '')?.uses.map(({ name, at }) => [name.name, name.of, at]);
    expect(subjectsOf('busy > 5% or (comm = dd and lat > 1s)')).toEqual([
      ['busy', 'devices', 1],
      ['comm', 'tasks', 15],
      ['latency', undefined, 29],
    ]);
    expect(subjectsOf('device-p99 > 1s or p99 > 1s or read > 1M or device = vda')).toEqual([
      ['device-p99', 'devices', 1],
      ['p99', undefined, 20],
      ['read', undefined, 32],
      ['device', undefined, 45],
    ]);
  });
});

describe('of several tasks added up', () => {
  const row = (comm: string, members: readonly Row[] = []): Row => {
    const entry = taskEntry({ tid: members.length === 0 ? 7 : 0, comm });
    const fold = { key: '' as never, first: entry.tid, members };
    return { entry, amounts: entry, ...TIMES, ...(members.length > 0 && { fold }) };
  };
  const TIMES = { elapsed: nanoseconds(1e9), interval: nanoseconds(1e9) };
  const several = row('web.service', [row('nginx'), row('helper')]);
  const has = (expression: string, of = several): boolean | undefined =>
    whereOption(expression, '')?.has(of, { commandStyle: 'full' });

  it('a text is that of any', () => {
    expect(has('comm = nginx and comm = helper')).toBe(true);
    expect(has('comm = web.service')).toBe(false);
    expect(has('comm != nginx')).toBe(false);
    expect(has('comm != dd')).toBe(true);
  });

  it('a text that is unknown of one of them is unknown, unless another has it', () => {
    const half = row('web.service', [row('nginx'), withoutState(row('helper'))]);
    expect(has('state = S', half)).toBe(true);
    expect(has('state = D', half)).toBe(false);
    expect(has('not state = D', half)).toBe(false);
    expect(has('not state = D')).toBe(true);
  });

  const withoutState = (one: Row): Row => {
    const { state: _, ...entry } = one.entry;
    return { ...one, entry };
  };
});
