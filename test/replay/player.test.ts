import { describe, expect, it, vi } from 'vitest';
import { bytes, type Milliseconds, milliseconds } from '../../src/lib/units.ts';
import { type Order, Player, type PlayerNews } from '../../src/replay/player.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { diskOf } from '../support/samples/disks.ts';
import { sampleAt, task } from '../support/samples/stream-samples.ts';

/** Slow from 20 to 29, with a pause of two seconds, and at 70; at 50 much is moved, and nothing waits. */
const SLOW = new Set([20, 21, 22, 23, 26, 27, 28, 29, 70]);
const SAMPLES = Array.from({ length: 100 }, (_, index) =>
  sampleAt(index, {
    tasks: [task({ write: bytes(index === 50 ? 1e9 : index) })],
    system: { devices: [diskOf('vda', { busy: SLOW.has(index) ? 9e8 : 1e8 })] },
  }),
);
const timeOf = (index: number): Milliseconds => SAMPLES[index]?.wallTime as Milliseconds;

/** What was recorded from the first sample of a time on. */
const openerOf = (samples: readonly Sample[]) =>
  async function* (since: number): AsyncGenerator<Sample> {
    const first = samples.findIndex(({ wallTime }) => wallTime >= since);
    if (first >= 0) yield* samples.slice(first);
  };

const beforeIn =
  (samples: readonly Sample[]) =>
  (sample: Sample): Sample | undefined =>
    samples[samples.indexOf(sample) - 1];

const playing = (
  at?: number,
  tell = (_: PlayerNews): void => {},
): { readonly player: Player; readonly waits: number[] } => {
  const waits: number[] = [];
  const player = new Player({
    open: openerOf(SAMPLES),
    before: beforeIn(SAMPLES),
    begin: timeOf(0),
    end: timeOf(99),
    ...(at === undefined ? {} : { at: timeOf(at) }),
    speed: 1,
    tell,
    sleep: async (wait) => {
      waits.push(wait);
    },
  });
  return { player, waits };
};

/** Which sample comes next. */
const nextOf = async (samples: AsyncIterator<Sample>): Promise<number> =>
  SAMPLES.indexOf((await samples.next()).value as Sample);

const PAUSE: Order = { kind: 'pace', speed: 1, isPaused: true };

describe('a recording that is played', () => {
  it('comes in order, at its pace, from where it was asked to begin', async () => {
    const { player, waits } = playing(5);
    const samples = player[Symbol.asyncIterator]();
    expect([await nextOf(samples), await nextOf(samples), await nextOf(samples)]).toEqual([
      5, 6, 7,
    ]);
    expect(waits).toEqual([1000, 1000]);
    player.order({ kind: 'pace', speed: 10, isPaused: false });
    expect(await nextOf(samples)).toBe(8);
    expect(waits.at(-1)).toBe(100);
  });

  const moves: readonly (readonly [string, Order, number])[] = [
    ['steps on', { kind: 'step', to: 'next' }, 11],
    ['steps back', { kind: 'step', to: 'previous' }, 9],
    ['jumps on', { kind: 'jump', by: milliseconds(30_000) }, 40],
    ['jumps back', { kind: 'jump', by: milliseconds(-4000) }, 6],
    ['stops at the end', { kind: 'jump', by: milliseconds(600_000) }, 99],
    ['stops at the beginning', { kind: 'jump', by: milliseconds(-600_000) }, 0],
    ['goes to a time', { kind: 'go-to', time: timeOf(55) }, 55],
    ['goes to the next slow time', { kind: 'next-slow' }, 20],
  ];
  it.each(moves)('%s while it is paused, and stays there', async (_, order, index) => {
    const { player, waits } = playing(10);
    const samples = player[Symbol.asyncIterator]();
    expect(await nextOf(samples)).toBe(10);
    player.order(PAUSE);
    player.order(order);
    expect(await nextOf(samples)).toBe(index);
    player.order({ kind: 'step', to: index === 99 ? 'previous' : 'next' });
    expect(await nextOf(samples)).toBe(index === 99 ? 98 : index + 1);
    expect(waits).toEqual([]);
  });

  it('goes back sample by sample, and on, over a place where the clock was set back', async () => {
    const samples = SAMPLES.map((sample, index) => ({
      ...sample,
      wallTime: milliseconds(sample.wallTime - (index < 50 ? 0 : 40_000)),
    }));
    const times = samples.map(({ wallTime }) => wallTime);
    const player = new Player({
      open: openerOf(samples),
      before: beforeIn(samples),
      begin: milliseconds(Math.min(...times)),
      end: milliseconds(Math.max(...times)),
      speed: 1,
      sleep: async () => {},
    });
    const played = player[Symbol.asyncIterator]();
    const next = async (): Promise<number> => samples.indexOf((await played.next()).value);
    for (let index = 0; index < 60; index++) expect(await next()).toBe(index);
    player.order(PAUSE);
    for (let index = 58; index > 30; index--) {
      player.order({ kind: 'step', to: 'previous' });
      expect(await next()).toBe(index);
    }
    for (let index = 32; index < 70; index++) {
      player.order({ kind: 'step', to: 'next' });
      expect(await next()).toBe(index);
    }
    player.close();
  });

  it('begins with its last sample when it is asked for a later time', async () => {
    const player = new Player({
      open: openerOf(SAMPLES),
      before: beforeIn(SAMPLES),
      begin: timeOf(0),
      end: timeOf(99),
      at: milliseconds(timeOf(99) + 1e9),
      speed: 1,
      sleep: async () => {},
    });
    expect(await nextOf(player[Symbol.asyncIterator]())).toBe(99);
    player.close();
  });

  it('waits at its end for orders, says so, and ends when it is closed', async () => {
    let ends = 0;
    const { player } = playing(99, ({ kind }) => {
      if (kind === 'over') ends += 1;
    });
    const samples = player[Symbol.asyncIterator]();
    expect(await nextOf(samples)).toBe(99);
    expect(ends).toBe(0);
    const next = samples.next();
    await vi.waitFor(() => expect(ends).toBe(1));
    player.order({ kind: 'step', to: 'previous' });
    expect(SAMPLES.indexOf((await next).value)).toBe(98);
    expect(await nextOf(samples)).toBe(99);
    const last = samples.next();
    await vi.waitFor(() => expect(ends).toBe(2));
    player.close();
    expect(await last).toEqual({ done: true, value: undefined });
  });

  it('goes from slow time to slow time, whatever was moved, and says how long each is', async () => {
    for (const at of [10, 20, 22, 25]) {
      const news: PlayerNews[] = [];
      const { player } = playing(at, (told) => news.push(told));
      const samples = player[Symbol.asyncIterator]();
      await nextOf(samples);
      player.order(PAUSE);
      player.order({ kind: 'next-slow' });
      if (at < 20) {
        expect(await nextOf(samples)).toBe(20);
        player.order({ kind: 'next-slow' });
      }
      expect(await nextOf(samples)).toBe(70);
      player.order({ kind: 'next-slow' });
      player.order({ kind: 'step', to: 'next' });
      expect(await nextOf(samples)).toBe(71);
      const lengths = news.map((told) => (told.kind === 'slow' ? told.since?.length : told));
      expect(lengths).toEqual([...(at < 20 ? [10_000] : []), 1000, undefined]);
      player.close();
    }
  });

  it('looks an hour ahead for one, and goes nowhere where none begins', async () => {
    const news: PlayerNews[] = [];
    const idle = SAMPLES.map((sample, index) => ({
      ...sample,
      system: {},
      wallTime: milliseconds(sample.wallTime + (index < 60 ? 0 : 3_600_000)),
      ...(index === 70 ? { system: { devices: [diskOf('vda', { busy: 9e8 })] } } : {}),
    }));
    const asleep = new Player({
      open: openerOf(idle),
      before: beforeIn(idle),
      begin: timeOf(0),
      end: timeOf(99),
      speed: 1,
      sleep: async () => {},
      tell: (told) => news.push(told),
    });
    const played = asleep[Symbol.asyncIterator]();
    expect((await played.next()).value).toBe(idle[0]);
    asleep.order(PAUSE);
    asleep.order({ kind: 'next-slow' });
    asleep.order({ kind: 'step', to: 'next' });
    expect((await played.next()).value).toBe(idle[1]);
    expect(news.at(-1)).toEqual({ kind: 'slow' });
    asleep.close();
  });

  it('says where it begins, and does not step back beyond where it was asked to begin', async () => {
    const news: PlayerNews[] = [];
    const player = new Player({
      open: openerOf(SAMPLES),
      before: beforeIn(SAMPLES),
      begin: timeOf(40),
      end: timeOf(99),
      speed: 1,
      sleep: async () => {},
      tell: (told) => news.push(told),
    });
    const samples = player[Symbol.asyncIterator]();
    expect(await nextOf(samples)).toBe(40);
    player.order(PAUSE);
    player.order({ kind: 'step', to: 'previous' });
    player.order({ kind: 'step', to: 'next' });
    expect(await nextOf(samples)).toBe(41);
    expect(news).toEqual([{ kind: 'first' }]);
    player.close();
  });

  const jump = (seconds: number): Order => ({ kind: 'jump', by: milliseconds(seconds * 1000) });
  const goTo = (index: number, by = 0): Order => ({
    kind: 'go-to',
    time: milliseconds(timeOf(index) + by),
  });
  const BACK: Order = { kind: 'step', to: 'previous' };
  const ON: Order = { kind: 'step', to: 'next' };
  const nowhere: readonly (readonly [
    string,
    number,
    readonly Order[],
    PlayerNews['kind'] | 'no',
  ])[] = [
    ['on', 99, [ON, jump(10), jump(600), { kind: 'next-slow' }, goTo(99, 1e6)], 'last'],
    ['back', 0, [BACK, jump(-10), jump(-600), goTo(0, -1e6)], 'first'],
    ['to its own time', 40, [goTo(40)], 'no'],
  ];
  it.each(nowhere)(
    'never shows a sample twice: %s from %d leads nowhere, and that is said',
    async (_, at, orders, kind) => {
      for (const order of orders) {
        const news: PlayerNews['kind'][] = [];
        const { player } = playing(at, (told) => told.kind === 'over' || news.push(told.kind));
        const samples = player[Symbol.asyncIterator]();
        expect(await nextOf(samples)).toBe(at);
        player.order(PAUSE);
        player.order(order);
        player.order(order);
        player.order(at === 99 ? BACK : ON);
        expect(await nextOf(samples)).toBe(at === 99 ? 98 : at + 1);
        expect(news).toEqual(kind === 'no' ? [] : [kind, kind]);
        player.close();
      }
    },
  );

  it('jumps back at least to the sample before, however far apart they are', async () => {
    const { player } = playing(10);
    const samples = player[Symbol.asyncIterator]();
    await nextOf(samples);
    player.order(PAUSE);
    player.order(jump(-0.5));
    expect(await nextOf(samples)).toBe(9);
    player.close();
  });
});
