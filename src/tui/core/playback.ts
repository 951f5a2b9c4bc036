/** The screen over a recording: what its keys ask the player for, and what the player says. */

import { nanoseconds } from '../../lib/units.ts';
import { formatDuration } from '../../render/text/cell.ts';
import type { Sample } from '../../sample/sample.ts';
import { openGoTo } from '../mode/go-to-mode.ts';
import type { PlayOrder } from './effects.ts';
import { newMemory } from './memory.ts';
import { type Next, type Playback, stay, type TapeNews, type TuiState, tell } from './state.ts';

type ReplayKey = {
  readonly keys: readonly string[];
  readonly help: string;
  readonly does: (state: TuiState, playback: Playback) => Next;
};

const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300] as const;

const order =
  (asked: PlayOrder) =>
  (state: TuiState): Next => [state, [{ kind: 'play', order: asked }]];

const paced = (state: TuiState, playback: Playback): Next => [
  { ...state, playback },
  [{ kind: 'play', order: { kind: 'pace', ...playback } }],
];

/** A step stops the tape. */
const step =
  (to: 'next' | 'previous') =>
  (state: TuiState, playback: Playback): Next => {
    const [paused, effects] = paced(state, { ...playback, isPaused: true });
    return [paused, [...effects, { kind: 'play', order: { kind: 'step', to } }]];
  };

const faster =
  (by: 1 | -1) =>
  (state: TuiState, playback: Playback): Next => {
    const beyond = (speed: number): boolean => (speed - playback.speed) * by > 0;
    const speed = by > 0 ? SPEEDS.find(beyond) : SPEEDS.findLast(beyond);
    return paced(state, { isPaused: false, speed: speed ?? playback.speed });
  };

/** In a replay these keys come before those of the table. */
export const REPLAY_KEYS: readonly ReplayKey[] = [
  {
    keys: [' ', 's', 'S'],
    help: 'pause, or go on',
    does: (state, playback) => paced(state, { ...playback, isPaused: !playback.isPaused }),
  },
  { keys: ['right', '.'], help: 'pause and step to the next sample', does: step('next') },
  { keys: ['left', ','], help: 'pause and step to the sample before', does: step('previous') },
  { keys: ['+', '='], help: 'faster', does: faster(1) },
  { keys: ['-'], help: 'slower', does: faster(-1) },
  { keys: ['['], help: 'back by 10 s', does: order({ kind: 'jump', seconds: -10 }) },
  { keys: [']'], help: 'forward by 10 s', does: order({ kind: 'jump', seconds: 10 }) },
  { keys: ['{'], help: 'back by a minute', does: order({ kind: 'jump', seconds: -60 }) },
  { keys: ['}'], help: 'forward by a minute', does: order({ kind: 'jump', seconds: 60 }) },
  { keys: ['('], help: 'back by 10 minutes', does: order({ kind: 'jump', seconds: -600 }) },
  { keys: [')'], help: 'forward by 10 minutes', does: order({ kind: 'jump', seconds: 600 }) },
  {
    keys: ['j', 'J'],
    help: 'the next slow time within an hour: half busy or stalled, or more, 10 s after the last',
    does: order({ kind: 'next-slow' }),
  },
  { keys: ['g'], help: 'go to a time: 03:00, yesterday 15:20', does: (state) => openGoTo(state) },
];

const BY_KEY: ReadonlyMap<string, ReplayKey> = new Map(
  REPLAY_KEYS.flatMap((row) => row.keys.map((key) => [key, row] as const)),
);

/** What a key does in a replay; undefined: what it does on any screen. */
export const pressInReplay = (state: TuiState, key: string): Next | undefined =>
  state.playback === undefined ? undefined : BY_KEY.get(key)?.does(state, state.playback);

/** What the player says. */
export const onTapeNews = (state: TuiState, news: TapeNews): Next => {
  switch (news.kind) {
    case 'over':
      return stay({ ...state, flow: 'over' });
    case 'first':
      return tell(state, 'good', 'the recording begins here');
    case 'last':
      return tell(state, 'good', 'the recording ends here');
    case 'activity':
      return stay({ ...state, activity: news.activity });
    case 'slow':
      return tell(state, 'good', slowText(news.since));
  }
};

const slowText = (since: (TapeNews & { readonly kind: 'slow' })['since']): string => {
  if (since === undefined) return 'no other slow time begins in the next hour';
  const length = formatDuration(nanoseconds(since.length * 1e6));
  return `slow from here on, for ${since.isCut ? 'more than ' : ''}${length}`;
};

/** Gone back in time, what was remembered has not happened yet. */
export const withoutFuture = (state: TuiState, sample: Sample): TuiState =>
  state.playback !== undefined && sample.wallTime < (state.sample?.wallTime ?? 0)
    ? { ...state, memory: newMemory(state.selection.devices) }
    : state;

/** For the bottom row: `[replay x10]`. */
export const playbackMark = ({ playback, flow }: TuiState): string => {
  if (playback === undefined) return '';
  if (flow === 'over') return '[replay at its end]';
  return playback.isPaused ? '[replay paused]' : `[replay x${playback.speed}]`;
};
