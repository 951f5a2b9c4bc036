/** Idle tasks are made only when they would be seen; what is seen must not depend on it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample, TaskEntry } from '../../src/sample/sample.ts';
import { sampleOf, type TaskFields, taskEntry } from '../support/samples/samples.ts';
import { DrivenScreen } from '../support/screen/driven-screen.ts';

const task = (tid: number, fields: Partial<TaskFields> = {}): TaskFields => ({
  tid,
  comm: `c${(tid * 7) % 11}`,
  command: `/bin/c${(tid * 7) % 11} ${tid}`,
  user: `u${tid % 3}`,
  ...fields,
});

/** Every other id is idle; some of the busy ones only wait, and show nothing but that. */
const busy = Array.from({ length: 30 }, (_, index) =>
  task(2 * index + 2, {
    read: index % 5 === 0 ? 0 : index * 4096,
    write: index % 3 === 0 ? index * 512 : 0,
    ioWait: index % 4 === 0 ? index * 1e7 : 0,
    ...(index % 5 === 0 ? { waitingSince: 1e9 } : {}),
  }),
);
const idle = Array.from({ length: 40 }, (_, index) => task(2 * index + 3));

/** `asked`: how many idle tasks were made. */
const countingSample = (): { sample: Sample; asked: () => number } => {
  let asked = 0;
  const entries: readonly TaskEntry[] = idle.map(taskEntry);
  const idleOf = (most = entries.length): readonly TaskEntry[] => {
    asked += Math.min(most, entries.length);
    return entries.slice(0, most);
  };
  return { sample: { ...sampleOf({ tasks: busy }), idle: idleOf }, asked: () => asked };
};

const SIZE = { columns: 120, rows: 14 };
const KEYS = [
  'left',
  'right',
  'home',
  'end',
  'r',
  'down',
  'up',
  'page-down',
  'page-up',
  'ctrl-end',
  'ctrl-home',
  'escape',
  'p',
  'ctrl-f',
  'a',
  'ctrl-a',
  'o',
  'g',
  '9',
  'sample',
  'wheel',
  'small',
  'large',
] as const;

const act = (screen: DrivenScreen, sample: Sample, action: (typeof KEYS)[number]): void => {
  if (action === 'sample') screen.see(sample);
  else if (action === 'wheel')
    screen.send({ kind: 'mouse', action: 'wheel-down', column: 0, row: 5 });
  else if (action === 'small') screen.resize({ ...SIZE, rows: 8 });
  else if (action === 'large') screen.resize({ ...SIZE, rows: 60 });
  else screen.press(action);
};

const bodyOf = async (screen: DrivenScreen): Promise<readonly string[]> =>
  (await screen.rows()).slice(screen.state.size.rows < 16 ? 1 : 4);

describe('idle tasks', () => {
  it('are not made while busy ones fill the window', () => {
    const { sample, asked } = countingSample();
    const screen = new DrivenScreen({ size: SIZE });
    for (let times = 0; times < 5; times++) screen.see(sample).press('down');
    expect(asked()).toBe(0);
  });

  it('are made once somebody scrolls there', () => {
    const { sample, asked } = countingSample();
    const screen = new DrivenScreen({ size: SIZE }).see(sample).press('ctrl-end');
    expect(asked()).toBe(40);
    expect(screen.state.rows).toHaveLength(70);
    expect(screen.state.at).toBe(69);
  });

  it('are made only as far as the window reaches', () => {
    const { sample, asked } = countingSample();
    new DrivenScreen({ size: SIZE }).see({ ...sample, tasks: sample.tasks.slice(0, 3) });
    expect(asked()).toBe(SIZE.rows - 3);
  });

  it('stand where they would if all had been made, whatever is done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...KEYS), { maxLength: 12 }), async (actions) => {
        const lazy = countingSample().sample;
        const eager = { ...sampleOf({ tasks: [...busy, ...idle] }), idle: () => [] };
        const screens = [
          new DrivenScreen({ size: SIZE }),
          new DrivenScreen({ size: SIZE }),
        ] as const;
        screens[0].see(lazy);
        screens[1].see(eager);
        for (const action of actions) {
          act(screens[0], lazy, action);
          act(screens[1], eager, action);
          expect(await bodyOf(screens[0])).toEqual(await bodyOf(screens[1]));
        }
      }),
      { numRuns: 60 },
    );
  });
});
