import { describe, expect, it } from 'vitest';
import { runReplay } from '../../../../src/cli/commands/replay.ts';
import {
  chargesNoter,
  gapNoter,
  noteDelaysOff,
  noteEngine,
  noteNoScreen,
  unaskedIn,
} from '../../../../src/cli/effects/notes/notes.ts';
import type { Complaints } from '../../../../src/cli/personality.ts';
import { bytes } from '../../../../src/lib/units.ts';
import { compileFilter } from '../../../../src/model/filter/filter.ts';
import type { Gap } from '../../../../src/sample/gap.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../../src/tui/core/settings.ts';
import { runCommand } from '../../../support/iotop/command-run.ts';
import { record } from '../../../support/recordings/recordings.ts';
import { sampleOf } from '../../../support/samples/samples.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';

const NO_OTHERS: Gap = {
  kind: 'unavailable',
  what: 'other-users',
  reason: 'not permitted',
  remedy: 'run as root',
};
const NO_WAITS: Gap = { kind: 'unavailable', what: 'io-wait', reason: 'it is off', remedy: '' };

const notesOf = (...intervals: readonly (readonly Gap[])[]): readonly string[] =>
  notesFor('all', intervals);

const notesFor = (
  complaints: Complaints,
  intervals: readonly (readonly Gap[])[],
): readonly string[] => {
  const notes: string[] = [];
  const noter = gapNoter((line) => notes.push(line), complaints);
  for (const gaps of intervals) noter(sampleOf({ gaps }));
  return notes;
};

describe('what is missing', () => {
  it('is said once, however many intervals it is missing in', () => {
    expect(notesOf([NO_OTHERS, NO_WAITS], [NO_OTHERS, NO_WAITS])).toEqual([
      "other users' tasks are not visible: not permitted (run as root)",
      'IO is not visible: it is off',
    ]);
  });

  it('is not said of SWAPIN where no list has it, unless it is asked for by name', () => {
    const noSwap: Gap = { ...NO_WAITS, what: 'swap-wait' } as Gap;
    const said = (expression: string): number => {
      const filter = compileFilter(expression);
      if (filter.kind !== 'ok') throw new RangeError(filter.problem);
      const notes: string[] = [];
      gapNoter(
        (line) => notes.push(line),
        'all',
        unaskedIn(filter.where),
      )(sampleOf({ gaps: [noSwap] }));
      return notes.length;
    };
    expect(['', 'io > 5 %', 'swapin > 5 %', 'swapWait > 1s'].map(said)).toEqual([0, 0, 1, 1]);
  });

  it('is said when it comes later', () => {
    expect(notesOf([], [NO_WAITS])).toHaveLength(1);
  });

  it.each(['few', 'delay-accounting'] as const)(
    'is said, with complaints %s, only where another iotop would not have started',
    (complaints) => {
      const lost: Gap = { kind: 'exits-lost', count: 3 };
      const unread: Gap = { kind: 'tasks-unread', count: 1, reason: 'ENOMEM' };
      const discarded: Gap = { kind: 'figures-discarded', count: 1 };
      expect(notesFor(complaints, [[NO_WAITS, lost, discarded]])).toEqual([]);
      expect(notesFor(complaints, [[NO_OTHERS, unread]])).toEqual([
        "other users' tasks are not visible: not permitted (run as root)",
        '1 task could not be read: ENOMEM',
      ]);
    },
  );

  it('is not said twice, as a right that is missing and as tasks that may not be read', () => {
    const denied: Gap = { kind: 'tasks-denied', count: 2000 };
    expect(notesOf([NO_OTHERS, denied], [NO_OTHERS, denied])).toHaveLength(1);
    expect(notesOf([denied], [{ ...denied, count: 2001 }])).toEqual(['2000 tasks may not be read']);
  });

  it('is said each time where it is a loss of this very interval', () => {
    expect(notesOf([{ kind: 'exits-lost', count: 3 }], [{ kind: 'exits-lost', count: 1 }])).toEqual(
      [
        "3 tasks ended unseen: the kernel's buffer was full",
        "1 task ended unseen: the kernel's buffer was full",
      ],
    );
  });
});

describe('the engine in use', () => {
  const noteFor = (rejected: Parameters<typeof noteEngine>[0]): readonly string[] => {
    const notes: string[] = [];
    noteEngine(rejected, 'procfs', (line) => notes.push(line));
    return notes;
  };

  it('needs no word when it is the best', () => expect(noteFor([])).toEqual([]));

  it("comes with the better ones' reasons and the best one's remedy, in one line", () => {
    expect(
      noteFor([
        { engine: 'bpf', reason: 'no rights', remedy: 'run as root' },
        { engine: 'taskstats', reason: 'EPERM', remedy: 'run as root too' },
      ]),
    ).toEqual(['using the procfs engine (bpf: no rights; taskstats: EPERM); run as root']);
  });
});

it('charges far above what the disks wrote are said once, when they add up to it', () => {
  const notes: string[] = [];
  const noter = chargesNoter((line) => notes.push(line));
  const system = { writtenBack: bytes(40 * 2 ** 20), devices: [] };
  for (const count of [0, 1, 1, 1]) {
    noter(sampleOf({ system }));
    expect(notes).toHaveLength(count);
  }
  expect(notes[0]).toMatch(/^DISK WRITE is likely too high: /);
});

describe('a terminal that cannot be drawn on', () => {
  const said = (
    kind: 'none' | 'lists-only',
    outputChosenBy: 'arguments' | 'default',
    show: Settings['show'] = 'active',
  ) => {
    const notes: string[] = [];
    const terminal = kind === 'none' ? { kind } : { kind, why: 'TERM=dumb' };
    const settings = { ...DEFAULT_SETTINGS, show };
    noteNoScreen(terminal, { outputChosenBy, settings }, (line) => notes.push(line));
    return notes;
  };

  it('is named where lists come that nobody asked for', () => {
    expect(said('lists-only', 'default')).toEqual([
      'cannot draw on this terminal (TERM=dumb): printing lists of busy tasks (--no-only: of all); Ctrl-C ends them',
    ]);
    expect(said('lists-only', 'default', 'all')).toEqual([
      'cannot draw on this terminal (TERM=dumb): printing lists of all tasks; Ctrl-C ends them',
    ]);
    expect(said('lists-only', 'arguments')).toEqual([]);
    expect(said('none', 'default')).toEqual([]);
  });
});

it('a recording is listed too where the terminal cannot be drawn on', async () => {
  const folder = temporaryFolder();
  await record(folder, [sampleOf({})]);
  const terminal = { kind: 'lists-only', why: 'TERM=dumb' } as const;
  const { out, errors } = await runCommand(runReplay, [folder], { terminal });
  expect(out).toContain('Total DISK READ');
  expect(errors[0]).toContain('cannot draw on this terminal');
});

it('called iotop-c, delay accounting that is off is said in one line, with what is unknown for it', () => {
  const said = (gaps: readonly Gap[]) => {
    const notes: string[] = [];
    noteDelaysOff(sampleOf({ gaps }), (line) => notes.push(line));
    return notes;
  };
  expect(said([])).toEqual([
    'task_delayacct is 0: SWAPIN is unknown; "sysctl kernel.task_delayacct=1" counts it for new tasks',
  ]);
  expect(said([NO_WAITS])).toEqual([
    'task_delayacct is 0: SWAPIN and IO are unknown; "sysctl kernel.task_delayacct=1" counts both for new tasks',
  ]);
});
