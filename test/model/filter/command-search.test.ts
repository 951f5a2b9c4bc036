/** A search asks what COMMAND shows, and asks as little as it can. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import { commandText } from '../../../src/model/command-name.ts';
import { commandSearch } from '../../../src/model/filter/command-search.ts';
import { compileFilter } from '../../../src/model/filter/filter.ts';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import { taskEntry } from '../../support/samples/samples.ts';

const word = fc.constantFrom('dd', 'pool', 'ib', '', 'a b', 'dd: x');
const command = fc.constantFrom(
  ...['/bin/dd', '/bin/dd if=/a b', 'dd if=/a', './pool -x', '../a b c', '/', ' x', ''],
  ...['dd: x y', 'pool', '/a/', undefined],
);
const task = fc
  .record({
    ...{ tid: fc.constantFrom(7, 8), comm: word, processComm: fc.option(word, { nil: undefined }) },
    ...{ command, kernelThread: fc.option(fc.constant(true as const), { nil: undefined }) },
    tgid: fc.constantFrom(7, undefined),
  })
  .map((fields) => taskEntry(fields));

/** All that COMMAND may show of it, and the whole line. */
const textsOf = (entry: TaskEntry): readonly (string | undefined)[] => [
  commandText(entry, 'full'),
  commandText(entry, 'short'),
  entry.command,
];

it('a command line is found by what COMMAND shows in either style and by the whole of it, whoever was asked before', () => {
  fc.assert(
    fc.property(fc.array(task, { maxLength: 12 }), fc.nat(), (tasks, chosen) => {
      const texts = tasks.flatMap(textsOf).filter((text) => text !== undefined);
      const wanted = texts[chosen % texts.length] ?? 'none';
      const isFound = commandSearch((text) => text === wanted);
      expect(tasks.map(isFound)).toEqual(tasks.map((each) => textsOf(each).includes(wanted)));
    }),
    { numRuns: 3000 },
  );
});

it('what threads of a process share is asked once', () => {
  const asked: string[] = [];
  const isFound = commandSearch((text) => {
    asked.push(text);
    return false;
  });
  const ofProcess = { comm: 'pool', command: '/bin/pool -x' };
  for (const tid of [7, 8, 9]) isFound(taskEntry({ tid, tgid: 7, ...ofProcess }));
  expect(asked.sort()).toEqual(['/bin/pool -x', 'pool', 'pool -x']);
});

it('no text is asked for where a figure decides, wherever it stands', () => {
  const interval = nanoseconds(1e9);
  const entry = taskEntry({ tid: 7, write: 0 });
  Object.defineProperty(entry, 'comm', {
    get: () => {
      throw new Error('asked');
    },
  });
  for (const [filter, is] of [
    ['comm = a and write > 1M', false],
    ['comm = a and comm = b and write > 1M', false],
    ['comm = a or comm = b or tid = 7', true],
    ['not (comm = a and write > 1M)', true],
    ['comm = a and not tid = 7', false],
  ] as const) {
    const compiled = compileFilter(filter);
    const where = compiled.kind === 'ok' ? compiled.where : undefined;
    const row = { entry, amounts: entry, elapsed: interval, interval };
    expect(where?.has(row, { commandStyle: 'full' })).toBe(is);
  }
});

it('the same command line of two processes may be of two programs', () => {
  const isFound = commandSearch((text) => text === 'a b');
  const tasks = ['dd', 'a b', 'dd'].map((comm) =>
    taskEntry({ tid: 7, comm, command: '/bin/a b c' }),
  );
  expect(tasks.map(isFound)).toEqual([false, true, false]);
});
