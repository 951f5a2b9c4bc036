/** Idle tasks are made only when they would be seen; what is seen must not depend on it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../src/sample/sample.ts';
import { layoutOf } from '../../src/tui/table/layout.ts';
import { sampleOf, type TaskFields } from '../support/samples/samples.ts';
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

const SAMPLE = sampleOf({ tasks: busy, idle });

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
  (await screen.rows()).slice(layoutOf(screen.state).titleRow);

describe('idle tasks', () => {
  it('are made only as far as the window reaches', () => {
    const screen = new DrivenScreen({ size: SIZE }).see(SAMPLE);
    expect(screen.state.rows).toHaveLength(30 + SIZE.rows - 5);
    screen.press('page-down');
    expect(screen.state.rows.length).toBeLessThan(30 + 3 * SIZE.rows);
  });

  it('are all made once somebody goes to the end', () => {
    const screen = new DrivenScreen({ size: SIZE }).see(SAMPLE).press('ctrl-end');
    expect(screen.state.rows).toHaveLength(70);
    expect(screen.state.at).toBe(69);
  });

  it('stand where they would if all had been made, whatever is done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...KEYS), { maxLength: 12 }), async (actions) => {
        const lazy = SAMPLE;
        const eager = sampleOf({ tasks: [...busy, ...idle] });
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

it('details of a task that never did anything say so: nothing, rather than unknown', async () => {
  const screen = new DrivenScreen({ size: { columns: 120, rows: 30 } });
  screen.see(sampleOf({ idle: [task(3, { read: 0, write: 0, cancelledWrite: 0 })] }));
  const rows = await screen.press('down', 'enter').rows();
  for (const title of ['DISK READ', 'DISK WRITE', 'CANCELLED'])
    expect(rows.find((row) => row.startsWith(title))).toMatch(/^[A-Z ]+ 0 +0 /);
});
