import { describe, expect, it } from 'vitest';
import {
  didSomething,
  EVERYTHING,
  onlySelected,
  type Selection,
  selectedIn,
} from '../../../src/model/view/selection.ts';
import { sampleOf, type TaskFields, taskEntry } from '../../support/samples/samples.ts';
import { chosenBy } from '../../support/samples/usual-view.ts';

const selects = (selection: Partial<Selection>, fields: Partial<TaskFields> = {}): boolean =>
  selectedIn(
    sampleOf(),
    { ...EVERYTHING, ...selection },
    'threads',
  )(taskEntry({ tid: 8, tgid: 7, uid: 33, ...fields }));

const matching = (text: string): Partial<Selection> => {
  const { where } = chosenBy(text);
  return where === undefined ? {} : { where };
};

describe('a selection', () => {
  it('of nothing is everything', () => expect(selects({})).toBe(true));

  it('by id takes a thread by its own id and by that of its process', () => {
    expect([7, 8, 9].map((id) => selects({ ids: new Set([id]) }))).toEqual([true, true, false]);
  });

  it('by the ids of rows takes one thread, or where rows are processes all threads of one', () => {
    const leader = taskEntry({ tid: 7, tgid: 7 });
    const thread = taskEntry({ tid: 8, tgid: 7 });
    const taken = (id: number, unit: 'threads' | 'processes') =>
      [leader, thread].map((entry) =>
        selectedIn(sampleOf(), { ...EVERYTHING, ids: new Set([id]), idsMean: 'rows' }, unit)(entry),
      );
    expect(taken(7, 'threads')).toEqual([true, false]);
    expect(taken(8, 'threads')).toEqual([false, true]);
    expect(taken(7, 'processes')).toEqual([true, true]);
    expect(taken(8, 'processes')).toEqual([false, false]);
  });

  it('by user takes that user, and nobody whose user is unknown', () => {
    expect(selects({ uids: new Set([33]) })).toBe(true);
    expect(selects({ uids: new Set([0]) })).toBe(false);
    expect(selects({ uids: new Set([33]) }, { uid: undefined })).toBe(false);
  });

  it('by id and user takes who matches one of them', () => {
    expect(selects({ ids: new Set([1]), uids: new Set([33]) })).toBe(true);
    expect(selects({ ids: new Set([8]), uids: new Set([0]) })).toBe(true);
    expect(selects({ ids: new Set([1]), uids: new Set([0]) })).toBe(false);
  });

  it('of nothing leaves a sample as it is; any other leaves its tasks, and says why there are no others', () => {
    const sample = sampleOf({
      tasks: [{ tid: 1 }, { tid: 2 }],
      gaps: [{ kind: 'exits-lost', count: 1 }],
    });
    expect(onlySelected(sample, EVERYTHING, 'why')).toBe(sample);
    const { tasks, gaps } = onlySelected(sample, { ...EVERYTHING, ids: new Set([2]) }, 'why');
    expect(tasks.map(({ tid }) => tid)).toEqual([2]);
    expect(gaps).toEqual([...sample.gaps, expect.objectContaining({ reason: 'why' })]);
  });

  it('by pattern looks at id, name and command line, and narrows the others', () => {
    expect(selects(matching('^8$'))).toBe(true);
    expect(selects(matching('nginx'), { comm: 'nginx' })).toBe(true);
    expect(selects(matching('--conf'), { command: 'nginx --conf x' })).toBe(true);
    expect(selects(matching('--conf'))).toBe(false);
    expect(selects({ ids: new Set([1]), ...matching('^8$') })).toBe(false);
  });

  it('by pattern looks at the command as it is shown, long or short', () => {
    const kthreadd = { comm: 'kthreadd', command: '', kernelThread: true } as const;
    expect(selects(matching('^\\[kthreadd\\]$'), kthreadd)).toBe(true);
    expect(selects(matching('^kthreadd$'), kthreadd)).toBe(true);
    expect(selects(matching('^\\[dd\\]$'), { comm: 'dd', command: '' })).toBe(true);
    expect(selects(matching('no such process'), { comm: '' })).toBe(true);
    expect(selects(matching('^dd if=/a$'), { comm: 'dd', command: '/usr/bin/dd if=/a' })).toBe(
      true,
    );
    const journal = { comm: 'systemd-journal', command: '/usr/lib/systemd/systemd-journald' };
    expect(
      selects(matching('^systemd-journald$'), { ...journal, command: `${journal.command} -x` }),
    ).toBe(true);
    expect(selects(matching('^systemd-journal$'), journal)).toBe(true);
    expect(selects(matching('\\[kthreadd'), journal)).toBe(false);
  });

  it('by pattern takes letters of any script, of either case, and whole characters', () => {
    expect(selects(matching('größe'), { command: 'GRÖSSE' })).toBe(false);
    expect(selects(matching('änderung'), { command: 'ÄNDERUNG' })).toBe(true);
    expect(selects(matching('^.$'), { comm: '\u{1f600}' })).toBe(true);
  });
});

it('a task does something that waits still, though its figures stand', () => {
  expect(didSomething(taskEntry({ tid: 1 }))).toBe(false);
  expect(didSomething(taskEntry({ tid: 1, waitingSince: 5 }))).toBe(true);
  expect(didSomething(taskEntry({ tid: 1, cancelledWrite: 5 }))).toBe(true);
});
