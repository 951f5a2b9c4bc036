/** The screen is a function: whatever happens to it, it reads no file, changes nothing it was given, and a sample has nothing to call. */
import fs, { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { milliseconds } from '../../../src/lib/units.ts';
import { COLUMNS } from '../../../src/model/columns.ts';
import { ActivityParts } from '../../../src/model/range/activity.ts';
import type { Sample, TaskKey } from '../../../src/sample/sample.ts';
import { NO_DETAILS } from '../../../src/tui/core/effects.ts';
import { KEYS } from '../../../src/tui/core/keys.ts';
import { remember } from '../../../src/tui/core/memory.ts';
import { REPLAY_KEYS } from '../../../src/tui/core/playback.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/tui/core/settings.ts';
import { type StartOptions, startState } from '../../../src/tui/core/start.ts';
import type { Message, TuiState } from '../../../src/tui/core/state.ts';
import { update } from '../../../src/tui/core/update.ts';
import { view } from '../../../src/tui/view/view.ts';
import { withoutNames } from '../../support/samples/idle-tasks.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

/** Everything below `value` but the elements of typed arrays, which cannot be frozen. */
const deepFrozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) deepFrozen(part);
  return Object.freeze(value);
};

/** Paths of what can be called. */
const functionsIn = (value: unknown, path = 'sample'): readonly string[] => {
  if (typeof value === 'function') return [path];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([name, part]) => functionsIn(part, `${path}.${name}`));
};

const task = (tid: number, fields: Partial<TaskFields> = {}): TaskFields => ({
  tid,
  tgid: tid - (tid % 3),
  processStartedAt: 5e9,
  cgroup: tid % 4,
  ...fields,
});

const sampleAt = (index: number): Sample => {
  const tasks = Array.from({ length: 9 }, (_, at) => task(3 * at + 3, { read: at * 4096 }));
  const idle = Array.from({ length: 90 }, (_, at) => task(100 + at, { readChars: at }));
  const sample = sampleOf({ index, tasks: [...tasks, task(500, { ended: true })], idle });
  return deepFrozen(
    sample.idle === undefined ? sample : { ...sample, idle: withoutNames(sample.idle) },
  );
};

const ALL_COLUMNS: Settings = {
  ...DEFAULT_SETTINGS,
  columns: new Set(COLUMNS.map(({ id }) => id)),
};

const key = (name: string): Message => ({ kind: 'key', key: name });

const SPAN = { from: milliseconds(0), to: milliseconds(9000) };

/** One of each kind. */
const messagesOf = (sample: Sample): readonly Message[] => {
  const byKind: { readonly [Kind in Message['kind']]: Extract<Message, { kind: Kind }> } = {
    key: { kind: 'key', key: 'down' },
    mouse: { kind: 'mouse', action: 'press', column: 3, row: 9 },
    paste: { kind: 'paste', text: 'task' },
    background: { kind: 'background', background: 'light' },
    resize: { kind: 'resize', size: { columns: 100, rows: 20 } },
    sample: { kind: 'sample', sample },
    names: {
      kind: 'names',
      idle: sample.idle as NonNullable<Sample['idle']>,
      places: Int32Array.of(0, 7),
      names: [{ user: 'root' }, { command: 'x' }],
    },
    details: {
      kind: 'details',
      key: '3@5000000000' as TaskKey,
      details: NO_DETAILS,
    },
    group: {
      kind: 'group',
      path: '/a.service',
      figures: { readAt: NO_DETAILS.readAt, limits: [] },
    },
    first: { kind: 'first' },
    last: { kind: 'last' },
    slow: { kind: 'slow', since: { length: milliseconds(12_000), isCut: false } },
    activity: { kind: 'activity', activity: new ActivityParts(SPAN).result() },
    parents: { kind: 'parents', parents: new Map([[5, 1]]) },
    damage: { kind: 'damage', places: ['block 3'] },
    outcome: { kind: 'outcome', outcome: { tone: 'good', text: 'done' } },
    'note-read': { kind: 'note-read', note: { tone: 'good', text: 'done' } },
    over: { kind: 'over' },
  };
  return Object.values(byKind);
};

type Deed = { readonly start: Partial<StartOptions>; readonly messages: readonly Message[] };

const pressed = (keys: readonly string[], start: Partial<StartOptions> = {}): Deed => ({
  start,
  messages: keys.map(key),
});

const REPLAY = { playback: { speed: 1, isPaused: false } };

/** How each mode is come to from the table. */
const MODES = [[], ['/'], ['f'], ['m'], ['?'], ['enter'], ['i'], ['k']] as const;
const SETTINGS = [[], ['p'], ['ctrl-f'], ['a', 'ctrl-a'], ['o'], ['s']] as const;

/** What is done after the first sample. */
const DEEDS: readonly Deed[] = [
  ...MODES.flatMap((mode) =>
    KEYS.flatMap(({ keys }) => pressed(['down', ...mode, keys[0] as string])),
  ),
  ...REPLAY_KEYS.flatMap(({ keys }) => keys.map((name) => pressed([name, 'enter'], REPLAY))),
  // Sorted by each column, in every unit, scrolled to the end and back, filtered.
  ...COLUMNS.flatMap(({ id }) =>
    SETTINGS.map((settings) =>
      pressed([...settings, 'ctrl-end', 'page-up', 'r', '/', 't', 'enter'], {
        settings: { ...ALL_COLUMNS, sortColumn: id },
      }),
    ),
  ),
];

const started = (options: Partial<StartOptions>, sample: Sample): TuiState => {
  const state = startState({
    size: { columns: 160, rows: 24 },
    abilities: { colours: '256', unicode: true },
    settings: ALL_COLUMNS,
    rights: 'all',
    ...options,
  });
  remember(state.memory, sample);
  return step(state, { kind: 'sample', sample });
};

const step = (state: TuiState, message: Message): TuiState => update(state, message)[0];

describe('the screen', () => {
  // What has only a getter (Utf8Stream, from Node 24 on) cannot be replaced.
  const functions = Object.entries(Object.getOwnPropertyDescriptors(fs))
    .filter(([, { value, writable }]) => writable === true && typeof value === 'function')
    .map(([name, { value }]) => [name, value] as const);
  const forbidden = (): never => {
    throw new Error('a file was touched');
  };
  const swap = (entries: readonly (readonly [string, unknown])[]): void => {
    Object.assign(fs, Object.fromEntries(entries));
    syncBuiltinESMExports();
  };

  beforeEach(() => swap(functions.map(([name]) => [name, forbidden])));
  afterEach(() => swap(functions));

  it('is shown samples that have nothing to call', () => {
    expect(() => readFileSync('/proc/self/stat')).toThrow('a file was touched');
    expect(functionsIn(sampleAt(0))).toEqual([]);
  });

  it('touches no file and changes no sample, whatever key is pressed', () => {
    const [first, second] = [sampleAt(0), sampleAt(1)];
    for (const { start, messages } of DEEDS) {
      const pressed = messages.reduce(step, started(start, first));
      view(pressed);
      remember(pressed.memory, second);
      view(step(pressed, { kind: 'sample', sample: second }));
    }
  });

  it('takes every kind of message in every mode', () => {
    const sample = sampleAt(0);
    for (const mode of [...MODES, ['g']]) {
      for (const message of messagesOf(sample)) {
        const options = mode.includes('g' as never) ? REPLAY : {};
        const keys = ['down', ...mode].map(key);
        view(step(keys.reduce(step, started(options, sample)), message));
      }
    }
  });
});
