/** Whose children ended tasks were, and when a row says who started what it adds up. */
import { describe, expect, it } from 'vitest';
import { columnOf } from '../../../src/model/columns.ts';
import { Accumulator } from '../../../src/model/totals/accumulate.ts';
import { endedParents, nameOfProcess } from '../../../src/model/units/ended-parents.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import type { View } from '../../../src/model/view/view.ts';
import type { Tid } from '../../../src/sample/sample.ts';
import { sampleOf, type TaskFields, taskEntry } from '../../support/samples/samples.ts';
import { VIEW } from '../../support/samples/usual-view.ts';

const gone = (tid: number, ppid?: number, more: Partial<TaskFields> = {}): TaskFields => ({
  tid,
  ...(ppid !== undefined && { ppid }),
  comm: 'dd',
  ended: true,
  write: 10,
  ...more,
});

const commandsIn = (tasks: readonly TaskFields[], view: Partial<View>, idle = IDLE) => {
  const { rows, view: built } = buildReport(sampleOf({ tasks, idle }), { ...VIEW, ...view });
  const texts = rows.map((row) => columnOf('command').value(row, built.context));
  return texts.filter((text) => text !== 'bash');
};
const IDLE: readonly TaskFields[] = [{ tid: 4711, comm: 'bash' }];

describe('the parent of a task that ended', () => {
  const tasks = [
    ...[gone(50, 4711), gone(51, 50), gone(52, 51), gone(53), gone(54, 53)],
    ...[gone(60, 61), gone(61, 60), gone(70, 4711, { processLives: true }), gone(71, 70)],
    gone(80, 4711, { tgid: 81 }),
    gone(82, 80),
  ].map(taskEntry);
  const parentOf = endedParents(tasks);
  const of = (tid: number) =>
    parentOf(tasks.find((entry) => entry.tid === tid) ?? taskEntry({ tid }));

  it.each([
    ['is as the kernel said', 50, 4711],
    ['is its own parent where that ended too', 51, 4711],
    ['and so on', 52, 4711],
    ['is unknown where nobody said', 53, undefined],
    ['is the last known where that has no known parent', 54, 53],
    ['is the process whose leader alone ended', 71, 70],
    ['is no thread, which starts nothing by its own id', 82, 80],
    ['is not looked for of one that lives', 4711, undefined],
  ])('%s', (_, tid, parent) => {
    expect(of(tid)).toBe(parent);
  });

  it('ends where ids go round', () => {
    expect([60, 61]).toContain(of(60));
  });
});

describe('a row of several of one command', () => {
  it.each([
    ['says who started them', [gone(1, 4711), gone(2, 4711)], ' by 4711 bash'],
    ['also through shells that ended', [gone(1, 4711), gone(2, 3), gone(3, 4711)], ' by 4711 bash'],
    ['by id alone where nobody knows the name', [gone(1, 9), gone(2, 9)], ' by 9'],
    [
      'if they did more than half of it',
      [gone(1, 4711), gone(2, 9, { write: 9 })],
      ' by 4711 bash',
    ],
    ['and not if they did half', [gone(1, 4711), gone(2, 9)], ''],
    ['nor if others live and did it', [gone(1, 4711), { tid: 2, comm: 'dd', write: 10 }], ''],
    ['nor if it is unknown', [gone(1), gone(2)], ''],
    [
      'where nothing moved, by how many they are',
      [gone(1, 4711, { write: 0 }), gone(2, 4711, { write: 0 }), gone(3, 9, { write: 0 })],
      ' by 4711 bash',
    ],
  ])('%s', (_, tasks, by) => {
    const count = tasks.length;
    expect(commandsIn(tasks, { unit: 'programs' })).toEqual([`dd ×${count}${by}`]);
    const lives = tasks.some(({ ended }) => !ended);
    if (lives) return;
    const folded = commandsIn(tasks, { unit: 'processes', ended: 'folded' });
    expect(folded).toEqual([`dd (${count} ended)${by}`]);
    const under = commandsIn(tasks, { unit: 'processes', ended: 'folded-by-parent' });
    for (const text of under) expect(text).not.toContain(' by ');
  });

  it('has the command line of who started them where that is known', () => {
    const bash = { tid: 4711, comm: 'bash', command: '/bin/bash storm', write: 1 };
    const tasks = [gone(1, 4711), gone(2, 4711), bash];
    expect(commandsIn(tasks, { unit: 'programs' }, [])[0]).toBe('dd ×2 by 4711 bash storm');
  });

  it('says nothing of it where it is of a user, whose row names the programs', () => {
    const [text] = commandsIn([gone(1, 4711), gone(2, 4711)], { unit: 'users' });
    expect(text).toBe('3 processes: dd');
  });

  it('says it of amounts in all too, while all ended were of one parent', () => {
    const commandAfter = (...parents: readonly number[]) => {
      const accumulated = new Accumulator(1);
      const samples = parents.map((ppid, index) =>
        sampleOf({ index, tasks: [gone(index + 10, ppid)], idle: IDLE }),
      );
      for (const sample of samples) accumulated.add(sample);
      const last = sampleOf({ index: parents.length, idle: IDLE });
      accumulated.add(last);
      const view: View = { ...VIEW, unit: 'programs', measure: 'total' };
      const { rows, view: built } = buildReport(last, view, accumulated);
      return columnOf('command').value(rows[0] as never, built.context);
    };
    expect(commandAfter(4711, 4711, 4711, 4711, 4711)).toBe('dd ×5 by 4711 bash');
    expect(commandAfter(4711, 4711, 9, 9)).toBe('dd ×4');
  });
});

describe('the name of a process', () => {
  it('is the one the sample has, of who moves something and of who sleeps', () => {
    const sample = sampleOf({ tasks: [{ tid: 5, comm: 'busy' }], idle: IDLE });
    expect([5, 4711, 9].map((pid) => nameOfProcess(sample, pid as Tid))).toEqual([
      'busy',
      'bash',
      undefined,
    ]);
  });
});
