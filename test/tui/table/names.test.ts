/** Names of idle tasks: asked for where somebody sees them, in the next frame, and no others. */
import { describe, expect, it } from 'vitest';
import type { Sample, TaskNames } from '../../../src/sample/sample.ts';
import { withoutNames } from '../../support/samples/idle-tasks.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

/** Thirty processes of two threads, of two users; all of them did nothing. */
const threads: readonly TaskFields[] = Array.from({ length: 60 }, (_, at) => ({
  tid: 100 + at,
  tgid: 100 + at - (at % 2),
  processStartedAt: 5e9,
  uid: at < 30 ? 0 : 33,
}));

const sampleAt = (index: number): Sample => {
  const sample = sampleOf({ index, tasks: [{ tid: 7, read: 9 }], idle: threads });
  return sample.idle === undefined ? sample : { ...sample, idle: withoutNames(sample.idle) };
};

const screenOf = (options: DrivenOptions = {}): DrivenScreen =>
  new DrivenScreen({ size: { columns: 120, rows: 16 }, ...options }).see(sampleAt(0));

/** Tids asked for by each effect so far. */
const askedBy = ({ effects }: DrivenScreen): readonly (readonly number[])[] =>
  effects.flatMap((effect) =>
    effect.kind === 'read-names' ? [Array.from(effect.places, (place) => 100 + place)] : [],
  );

const nameOf = (tid: number): TaskNames => ({
  user: tid < 130 ? 'root' : 'www',
  command: `/bin/c${(tid * 7) % 13} ${tid}`,
});

/** Answers what was asked last. */
const answer = (screen: DrivenScreen): DrivenScreen => {
  const effect = screen.effects.findLast(({ kind }) => kind === 'read-names');
  if (effect?.kind !== 'read-names') throw new Error('nothing was asked');
  const { idle, places } = effect;
  const names = Array.from(places, (place) => nameOf(100 + place));
  return screen.send({ kind: 'names', idle, places, names });
};

const upTo = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);

describe('names of idle tasks', () => {
  it('are asked for of the rows in view, once, and are in the next frame', async () => {
    const screen = screenOf();
    expect(askedBy(screen)).toEqual([upTo(100, 109)]);
    const rows = await answer(screen).rows();
    expect(rows[5]).toMatch(/ 100 root .* c11 100$/);
    expect(askedBy(screen.press('down', '?', 'escape'))).toHaveLength(1);
  });

  it('are asked for of who started what a row adds up, wherever that sleeps', async () => {
    const gone = [7, 8].map((tid) => ({ tid, ppid: 158, comm: 'dd', ended: true, write: 9 }));
    const { idle, ...sample } = sampleOf({ tasks: gone, idle: threads });
    const screen = new DrivenScreen({ settings: { unit: 'programs', show: 'active' } });
    screen.see({ ...sample, ...(idle && { idle: withoutNames(idle) }) });
    expect(askedBy(screen)).toEqual([[158]]);
    const text = (await answer(screen).rows()).join('\n');
    expect(text).toMatch(/▸ dd ×2 by 158 c1 158$/m);
  });

  it('are asked for of rows that come into view, and again with each sample', () => {
    const screen = answer(screenOf());
    screen.send({ kind: 'mouse', action: 'wheel-down', column: 0, row: 5 });
    expect(askedBy(screen).at(-1)).toEqual([110, 111, 112]);
    screen.see(sampleAt(1));
    expect(askedBy(screen).at(-1)).toEqual(upTo(102, 112));
  });

  it('are asked for of all threads of the processes in view', () => {
    const screen = screenOf({ settings: { unit: 'processes' } });
    expect(askedBy(screen)).toEqual([upTo(100, 119)]);
    const tree = screenOf({ settings: { threads: 'grouped' } });
    expect(askedBy(tree)[0]).toEqual(upTo(100, 107));
  });

  it.each(['user', 'command', 'priority'] as const)(
    'are asked for of all tasks, and ordered of the source, where %s decides the order',
    (sortColumn) => {
      const screen = answer(screenOf({ settings: { sortColumn, sortDirection: 'ascending' } }));
      expect(askedBy(screen)).toEqual([upTo(100, 159)]);
      const tids = screen.state.rows.map(({ row }) => row.entry.tid).filter((tid) => tid >= 100);
      const key = (tid: number): string =>
        sortColumn === 'command' ? `c${(tid * 7) % 13} ${tid}` : (nameOf(tid).user as string);
      const sorted = upTo(100, 159).sort((a, b) =>
        sortColumn === 'priority' ? a - b : key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a - b,
      );
      expect(tids.slice(0, 8)).toEqual(sorted.slice(0, 8));
    },
  );

  it('are asked for of all tasks, and ordered of the source, where a filter searches them', () => {
    const screen = screenOf().type('/c5 ');
    const orders = screen.effects.flatMap((effect) =>
      effect.kind === 'set-needs' ? [effect.needs.idleNames] : [],
    );
    expect(orders).toEqual(['all']);
    expect(askedBy(screen).at(-1)).toHaveLength(60);
    const shown = answer(screen).state.rows.map(({ row }) => row.entry.tid);
    expect(shown).toEqual(upTo(100, 159).filter((tid) => (tid * 7) % 13 === 5));
  });

  it('are not, where the filter is of figures', () => {
    const screen = screenOf()
      .press('/')
      .send({ kind: 'paste', text: 'vfs-read > 1M or lat > 1ms' });
    const orders = screen.effects.flatMap((effect) =>
      effect.kind === 'set-needs' ? [effect.needs] : [],
    );
    expect(orders).toEqual([
      expect.objectContaining({ idleNames: 'asked', counters: ['readChars'] }),
    ]);
  });

  it('are asked for of one task of each user while users are typed', () => {
    const screen = answer(answer(screenOf()).press('f'));
    const ofUsers = askedBy(screen).at(-1);
    expect(ofUsers?.filter((tid) => tid >= 130)).toHaveLength(1);
    const shown = screen.type('www\r').state.rows;
    expect(shown.map(({ row }) => row.entry.tid)).toEqual(upTo(130, 129 + shown.length));
  });

  it('of a sample that is shown no more are not taken', () => {
    const screen = screenOf();
    const effect = screen.effects.find(({ kind }) => kind === 'read-names');
    if (effect?.kind !== 'read-names') throw new Error('nothing was asked');
    screen.see(sampleAt(1));
    const { state } = screen;
    screen.send({ ...effect, kind: 'names', names: [] });
    expect(screen.state.sample).toBe(state.sample);
  });
});
