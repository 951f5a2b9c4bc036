/** The screen at work: a source, a terminal that is a file, and effects that note what they are asked for. */
import { EventEmitter } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Where } from '../../src/model/filter/filter.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { NO_DETAILS, type Outcome, type ScreenEffects } from '../../src/tui/core/effects.ts';
import { DEFAULT_SETTINGS } from '../../src/tui/core/settings.ts';
import { runTui, type TuiOptions } from '../../src/tui/run.ts';
import type { TerminalStreams } from '../../src/tui/terminal/terminal.ts';
import { sampleOf } from '../support/samples/samples.ts';
import { screenAfter } from '../support/screen/screen-after.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

const SIZE = { columns: 100, rows: 24 };
const LEAVE_ALTERNATE_SCREEN = '\x1b[?1049l';
const TASKS = [{ tid: 4242, comm: 'dd', read: 4096, cgroup: 7, cgroupPath: '/group-7' }];

/** After what is due in this turn of the event loop: promises, then the drawing. */
const turn = (): Promise<void> =>
  new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** Its samples, then those that are added, until it is closed. */
class FakeSource {
  closed = 0;
  readonly #samples: Sample[];
  #wake = (): void => {};

  constructor(samples: readonly Sample[]) {
    this.#samples = [...samples];
  }

  add(sample: Sample): void {
    this.#samples.push(sample);
    this.#wake();
  }

  close(): void {
    this.closed += 1;
    this.#wake();
  }

  /** Ends by itself. */
  finish(): void {
    this.closed = 1;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Sample> {
    while (this.closed === 0) {
      yield* this.#samples.splice(0);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

type Asked = readonly [what: string, ...args: readonly unknown[]];

const startScreen = (
  effects: Partial<ScreenEffects> = {},
  options: Partial<Omit<TuiOptions, 'effects'>> = {},
) => {
  const file = join(temporaryFolder(), 'terminal');
  const fd = openSync(file, 'w');
  onTestFinished(() => closeSync(fd));
  const rawModes: boolean[] = [];
  const input = Object.assign(new EventEmitter(), {
    setRawMode: (isRaw: boolean) => rawModes.push(isRaw),
    resume: () => {},
    pause: () => {},
  });
  const output = Object.assign(new EventEmitter(), {
    fd,
    getWindowSize: () => [SIZE.columns, SIZE.rows],
  });
  const asked: Asked[] = [];
  const noting =
    (what: string) =>
    (...args: readonly unknown[]): never => {
      asked.push([what, ...args]);
      return { tone: 'good', text: `did ${what}` } as never;
    };
  const source = new FakeSource([sampleOf({ tasks: TASKS })]);
  const end = runTui({
    source,
    streams: { input, output } as unknown as TerminalStreams,
    abilities: { colours: '256', unicode: true },
    settings: DEFAULT_SETTINGS,
    rights: 'all',
    ...options,
    effects: {
      refresh: noting('refresh'),
      setInterval: noting('setInterval'),
      setNeeds: noting('setNeeds'),
      readNames: () => [],
      setIoPriority: noting('setIoPriority'),
      sendSignal: noting('sendSignal'),
      readDetails: () => NO_DETAILS,
      readGroup: () => ({ readAt: NO_DETAILS.readAt, limits: [] }),
      readParents: () => new Map(),
      toggleDelayAccounting: noting('toggleDelayAccounting'),
      saveSettings: noting('saveSettings'),
      ...effects,
    },
  });
  const written = (): string => readFileSync(file, 'utf8');
  return {
    asked,
    end,
    rawModes,
    source,
    written,
    /** Types, and lets the answers and the frame come. */
    type: async (...keys: readonly string[]): Promise<void> => {
      await turn();
      for (const key of keys) input.emit('data', Buffer.from(key));
      await turn();
    },
    text: async (): Promise<string> => (await screenAfter(written(), SIZE)).join('\n'),
  };
};

const DOWN = '\x1b[B';
const CTRL_T = '\x14';

it('asks the world for what the keys want, and shows its answer', async () => {
  const screen = startScreen();
  await screen.type(DOWN, 'k', '\r', 'y');
  expect(screen.asked).toEqual([
    ['sendSignal', expect.objectContaining({ tid: 4242, unit: 'process' }), 'SIGTERM'],
  ]);
  expect(await screen.text()).toContain('did sendSignal');
  await screen.type('q');
  await screen.end;
});

it.each([
  ['i', ['i', '\r', 'y'], ['setIoPriority', expect.objectContaining({ tid: 4242 }), (2 << 13) | 4]],
  ['Ctrl-T', [CTRL_T], ['toggleDelayAccounting']],
  ['W', ['W'], ['saveSettings', DEFAULT_SETTINGS]],
  ['+', ['+'], ['setInterval', 2000]],
  ['v', ['v'], ['setNeeds', expect.objectContaining({ counters: ['readChars', 'writeChars'] })]],
  ['any other key', ['z'], ['refresh']],
] as const)('%s reaches its effect', async (_, keys, asked) => {
  const screen = startScreen();
  await screen.type(DOWN, ...keys);
  expect(screen.asked).toEqual([asked]);
  await screen.type('q');
  await screen.end;
});

it('says what a filter that was typed compares with and is not there, when it is kept and nowhere before', async () => {
  const asked: string[] = [];
  const lookForValues = ({ uses }: Where): Outcome | undefined => {
    for (const { equals } of uses) asked.push(String(equals));
    return asked.at(-1) === 'rot' ? { tone: 'error', text: 'no user rot here now' } : undefined;
  };
  const screen = startScreen({ lookForValues });
  await screen.type('/', ...'user = rot');
  expect(asked).toEqual([]);
  await screen.type('\r');
  expect(asked).toEqual(['rot']);
  expect(await screen.text()).toContain('no user rot here now');
  await screen.type('/', '\x7f', ...'ot', '\r');
  expect(asked).toEqual(['rot', 'root']);
  expect(await screen.text()).not.toContain('no user');
  await screen.type('/', '\x15', '\r', '\x03');
  expect(asked).toHaveLength(2);
  await screen.end;
});

it('shows what an effect throws, at once or later, as an error', async () => {
  const screen = startScreen({
    sendSignal: () => {
      throw new Error('no such process');
    },
    saveSettings: () => Promise.reject(new Error('disk is full')),
  });
  await screen.type(DOWN, 'k', '\r', 'y');
  expect(await screen.text()).toContain('no such process');
  await screen.type('W');
  expect(await screen.text()).toContain('disk is full');
  await screen.type('q');
  await screen.end;
});

it('puts what was read of a task into its page, and the path of its control group into the table', async () => {
  const screen = startScreen(
    {
      readDetails: async ({ tid }) => ({
        ...NO_DETAILS,
        commandLine: ['dd', `of=${tid}`],
        problems: ['cannot read files'],
      }),
    },
    { settings: { ...DEFAULT_SETTINGS, columns: new Set(['tid', 'cgroup', 'command']) } },
  );
  await screen.type();
  expect(await screen.text()).toContain('/group-7');
  await screen.type(DOWN, '\r');
  expect(await screen.text()).toContain('dd of=4242');
  expect(await screen.text()).toContain('cannot read files');
  await screen.type('\x03');
  await screen.end;
});

it('keeps an answer over the samples that follow, until there is something to say of the effects', async () => {
  const said = [undefined, undefined, { tone: 'error', text: 'switched back' }] as const;
  let looks = 0;
  const screen = startScreen({}, { lookAround: () => said[looks++] });
  await screen.type('W');
  screen.source.add(sampleOf({ index: 1, tasks: TASKS }));
  await screen.type();
  expect(await screen.text()).toContain('did saveSettings');
  screen.source.add(sampleOf({ index: 2, tasks: TASKS }));
  await screen.type();
  expect(looks).toBe(3);
  expect(await screen.text()).toContain('switched back');
  await screen.type('q');
  await screen.end;
});

it('tells what a player answers, and nothing where it plays', async () => {
  const orders: unknown[] = [];
  const screen = startScreen(
    {
      play: (order) => {
        orders.push(order);
        return order.kind === 'next-slow' ? { tone: 'error', text: 'no peak' } : undefined;
      },
    },
    { rights: 'replay', playback: { speed: 1, isPaused: false } },
  );
  await screen.type(']');
  await screen.type('j');
  expect(orders).toEqual([{ kind: 'jump', seconds: 10 }, { kind: 'next-slow' }]);
  expect(await screen.text()).toContain('no peak');
  await screen.type('q');
  await screen.end;
});

it('ends with the terminal given back and the source closed', async () => {
  const screen = startScreen();
  await screen.type('q');
  expect(await screen.end).toBe('quit');
  expect(screen.source.closed).toBe(1);
  expect(screen.rawModes).toEqual([true, false]);
  expect(screen.written().endsWith(LEAVE_ALTERNATE_SCREEN)).toBe(true);
});

it('draws nothing for an answer that comes after the end', async () => {
  let answer = (): void => {};
  const saveSettings = (): Promise<Outcome> =>
    new Promise((resolve) => {
      answer = () => resolve({ tone: 'good', text: 'saved too late' });
    });
  const screen = startScreen({ saveSettings }, { iterations: 2 });
  await screen.type('W');
  screen.source.add(sampleOf({ index: 1, tasks: TASKS }));
  await screen.end;
  const planned = vi.spyOn(globalThis, 'setImmediate');
  onTestFinished(() => planned.mockRestore());
  answer();
  await new Promise((resolve) => setTimeout(resolve));
  expect(planned).not.toHaveBeenCalled();
});

it('ends by itself after as many samples as asked for, the last one drawn', async () => {
  const source = new FakeSource([
    sampleOf({ tasks: [{ tid: 1, comm: 'first' }] }),
    sampleOf({ index: 1, tasks: [{ tid: 2, comm: 'second' }] }),
    sampleOf({ index: 2, tasks: [{ tid: 3, comm: 'third' }] }),
  ]);
  const screen = startScreen({}, { source, iterations: 2 });
  expect(await screen.end).toBe('iterations');
  expect(screen.written()).toContain('second');
  expect(screen.written()).not.toContain('third');
});

const AT_50_HZ = { ...DEFAULT_SETTINGS, interval: 20, measure: 'total' } as const;

it('answers a key at once while it holds samples, all in the next frame, until the interval is longer', async () => {
  let now = 0;
  const screen = startScreen({}, { settings: AT_50_HZ, now: () => now });
  await screen.type();
  screen.source.add(sampleOf({ index: 1, tasks: TASKS }));
  await screen.type('W');
  expect(await screen.text()).toContain('did saveSettings');
  expect(await screen.text()).toContain(' 4.00 K');
  now = 200;
  screen.source.add(sampleOf({ index: 2, tasks: TASKS }));
  await screen.type();
  expect(await screen.text()).toContain(' 12.00 K');
  await screen.type('+', '+');
  screen.source.add(sampleOf({ index: 3, tasks: TASKS }));
  await screen.type();
  expect(await screen.text()).toContain(' 16.00 K');
  await screen.type('q');
  await screen.end;
});

it.each(['asked for', 'there are'])('shows all samples that it held of those %s', async (which) => {
  const source = new FakeSource([0, 1, 2].map((index) => sampleOf({ index, tasks: TASKS })));
  const iterations = which === 'asked for' ? { iterations: 3 } : {};
  const screen = startScreen({}, { source, settings: AT_50_HZ, now: () => 0, ...iterations });
  await screen.type();
  if (which === 'there are') source.finish();
  await screen.type();
  // Without the end of the alternate screen, which takes all with it.
  const shown = await screenAfter(screen.written().split(LEAVE_ALTERNATE_SCREEN)[0] ?? '', SIZE);
  expect(shown.join('\n')).toContain(' 12.00 K');
});

it('gives the terminal back before it throws what the source threw', async () => {
  const source = {
    close: () => {},
    // biome-ignore lint/correctness/useYield: it throws before it has a sample
    async *[Symbol.asyncIterator](): AsyncGenerator<Sample> {
      throw new Error('engine is gone');
    },
  };
  const screen = startScreen({}, { source });
  await expect(screen.end).rejects.toThrow('engine is gone');
  expect(screen.written().endsWith(LEAVE_ALTERNATE_SCREEN)).toBe(true);
});

it('takes an answer away after three seconds, but what went wrong stays until the next key', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const screen = startScreen({ saveSettings: () => ({ tone: 'error', text: 'disk is full' }) });
  const writtenAfter = async (milliseconds: number): Promise<string> => {
    vi.advanceTimersByTime(milliseconds);
    await screen.type();
    return screen.written();
  };
  await screen.type('c');
  const frames = [await writtenAfter(2900), await writtenAfter(100)];
  await screen.type('W');
  frames.push(await writtenAfter(60_000));
  await screen.type('q');
  await screen.end;
  vi.useRealTimers();
  const rows = await Promise.all(
    frames.map(async (frame) => (await screenAfter(frame, SIZE)).at(-1)),
  );
  expect(rows[0]).toContain('program names only');
  expect(rows[1]).toContain('? help');
  expect(rows[2]).toContain('disk is full');
});

it('switches the mouse on, unless the settings leave it to the terminal', async () => {
  const begins = async (mouse: 'on' | 'off'): Promise<string> => {
    const screen = startScreen({}, { settings: { ...DEFAULT_SETTINGS, mouse } });
    await screen.type('q');
    await screen.end;
    return screen.written();
  };
  expect(await begins('on')).toContain('\x1b[?1000h\x1b[?1006h');
  expect(await begins('off')).not.toMatch(/\?100[0-36]h/);
});
