/**
 * What does a frame cost? State to terminal bytes at 200×50 with every cell changed, and a letter of a filter and a
 * sample at 12,000 tasks (keys: keys.ts).
 *
 * Run: node scripts/run-ts.mjs bench/frame.ts
 */

import { remember } from '../src/tui/core/memory.ts';
import { DEFAULT_SETTINGS } from '../src/tui/core/settings.ts';
import { startState } from '../src/tui/core/start.ts';
import type { Message, TuiState } from '../src/tui/core/state.ts';
import { update } from '../src/tui/core/update.ts';
import { Screen } from '../src/tui/terminal/screen.ts';
import { LOOKS } from '../src/tui/terminal/theme.ts';
import { view } from '../src/tui/view/view.ts';
import { sampleOf, type TaskFields } from '../test/support/samples/samples.ts';
import { machineFacts } from './support/machine.ts';

const SIZE = { columns: 200, rows: 50 };
const PAPER = { columns: SIZE.columns, theme: LOOKS.dark, unicode: true };
const ROUNDS = 200;

/** Every row differs from the round before in every column. */
const task = (index: number, round: number): TaskFields => ({
  tid: 10_000 + index,
  comm: `worker-${round}-${index}`,
  command: `/usr/bin/worker-${round}-${index} ${String.fromCharCode(97 + (round % 26)).repeat(200)}`,
  user: `user${(index + round) % 97}`,
  read: (index + 1) * (round + 1) * 1013,
  write: (index + 3) * (round + 7) * 977,
  ioWait: ((index * 7919 + round * 104_729) % 1000) * 1e6,
  swapWait: ((index * 31 + round * 17) % 100) * 1e6,
  ioPriority: (2 << 13) | ((index + round) % 8),
});

const press = (state: TuiState, message: Message): TuiState => update(state, message)[0];

const start = (): TuiState =>
  startState({
    size: SIZE,
    abilities: { colours: '256', unicode: true },
    settings: DEFAULT_SETTINGS,
    rights: 'all',
  });

/** CPU milliseconds of each run of `work`, sorted. */
const timed = (rounds: number, work: (round: number) => void): readonly number[] => {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    work(round);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b);
};

const report = (what: string, times: readonly number[]): void => {
  const at = (share: number): string =>
    (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(2);
  console.log(`${what.padEnd(44)} least ${at(0)}  median ${at(0.5)}  95th ${at(0.95)} ms CPU`);
};

const bytes = { written: 0 };
const screen = new Screen({
  write: (chunk) => {
    bytes.written += chunk.length;
    return chunk.length;
  },
});

const benchFrames = (): void => {
  let state = start();
  const samples = Array.from({ length: ROUNDS }, (_, index) =>
    sampleOf({ index, tasks: Array.from({ length: 60 }, (_, row) => task(row, index)) }),
  );
  const frame = (round: number): void => {
    screen.draw(view(state), SIZE.rows, PAPER);
    const sample = samples[round];
    if (sample === undefined) return;
    remember(state.memory, sample);
    state = press(state, { kind: 'sample', sample });
  };
  timed(ROUNDS, frame);
  state = start();
  bytes.written = 0;
  report('frame, 200x50, every cell changed', timed(ROUNDS, frame));
  console.log(`${(bytes.written / ROUNDS / 1024).toFixed(1)} KiB a frame`);
};

const benchCrowd = (): void => {
  let state = start();
  const idle = Array.from({ length: 11_700 }, (_, index) => ({
    ...task(index + 300, 0),
    read: 0,
    write: 0,
    ioWait: 0,
  }));
  const tasks = Array.from({ length: 300 }, (_, index) => task(index, 0));
  const sample = sampleOf({ tasks, idle });
  remember(state.memory, sample);
  state = press(state, { kind: 'sample', sample });
  report(
    '12,000 tasks, a letter of a filter',
    timed(15, (round) => {
      const [opened] = update(state, { kind: 'key', key: '/' });
      state = press(press(opened, { kind: 'key', key: String(round % 10) }), {
        kind: 'key',
        key: 'escape',
      });
      screen.draw(view(state), SIZE.rows, PAPER);
    }),
  );
  report(
    '12,000 tasks, a sample',
    timed(15, () => {
      state = press(state, { kind: 'sample', sample });
      screen.draw(view(state), SIZE.rows, PAPER);
    }),
  );
  console.log(`RSS ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB`);
};

console.log(machineFacts().join('\n'));
benchFrames();
benchCrowd();
