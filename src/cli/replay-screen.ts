/** The full screen over a recording or a stream: keys play the tape, and nothing acts on this machine's tasks. */
import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { type Milliseconds, milliseconds } from '../lib/units.ts';
import type { SampleSource } from '../sample/source.ts';
import { sleep } from '../sampler/wait.ts';
import { type Order, Player } from '../source/player.ts';
import { terminalAbilities } from '../tui/abilities.ts';
import type { Outside, TaskDetails } from '../tui/outside.ts';
import type { Playback, PlayOrder } from '../tui/playback.ts';
import { runTui } from '../tui/run.ts';
import type { TerminalStreams } from '../tui/terminal.ts';
import type { CommandIo } from './command-io.ts';
import type { Invocation } from './invocation.ts';
import { type SegmentFileName, samplesOf } from './recording-input.ts';
import { parseTime, TIME_FORMS } from './time-text.ts';
import { outsideOf } from './tui-outside.ts';

/** From where to where a recording is played, and how it begins. */
export type Bounds = {
  readonly begin: Milliseconds;
  readonly end: Milliseconds;
  readonly at: Milliseconds;
  readonly speed: number;
};

/** Damage is not said here: a line on standard error would spoil the screen; `iotop verify` names it. */
export const showRecording = async (
  segments: readonly SegmentFileName[],
  bounds: Bounds,
  invocation: Invocation,
  io: CommandIo,
): Promise<void> => {
  const { end, speed } = bounds;
  const player = new Player({
    ...bounds,
    open: (from) => samplesOf({ kind: 'segments', segments }, { from, to: end }, () => {}),
    sleep,
  });
  const play: Outside['play'] = (asked) => {
    const order = orderOf(asked, end);
    if (order === undefined) return { tone: 'error', text: `no time; try ${TIME_FORMS}` };
    player.order(order);
    return undefined;
  };
  await show(player, { play, playback: { speed, isPaused: false } }, invocation, io);
};

export const showStream = (
  source: SampleSource,
  invocation: Invocation,
  io: CommandIo,
): Promise<void> => show(source, {}, invocation, io);

const orderOf = (asked: PlayOrder, end: Milliseconds): Order | undefined => {
  if (asked.kind === 'jump') return { kind: 'jump', by: milliseconds(asked.seconds * 1000) };
  if (asked.kind !== 'go-to') return asked;
  const time = parseTime(asked.text, end);
  return time === undefined ? undefined : { kind: 'go-to', time };
};

const show = async (
  source: SampleSource,
  { play, playback }: { readonly play?: Outside['play']; readonly playback?: Playback },
  invocation: Invocation,
  io: CommandIo,
): Promise<void> => {
  const { settings, selection, filter, iterations } = invocation;
  await runTui({
    source,
    streams: streamsOf(io),
    outside: {
      ...outsideOf(OWN_PACE, io.environment),
      readDetails: () => NOT_RECORDED,
      readCgroups: () => new Map(),
      ...(play === undefined ? {} : { play }),
    },
    abilities: terminalAbilities(io.environment),
    settings,
    selection,
    filter,
    rights: 'read-only',
    ...(playback === undefined ? {} : { playback }),
    ...(iterations === undefined ? {} : { iterations }),
  });
};

const OWN_PACE = { refresh: () => {}, setInterval: () => {} };

/** Of the machine we run on these would be another task's. */
const NOT_RECORDED: TaskDetails = {
  commandLine: [],
  threads: [],
  openFiles: [],
  problems: ['open files and threads are not recorded'],
};

/** Keys come from the terminal also where samples come through standard input. */
const streamsOf = ({ terminal }: CommandIo): TerminalStreams => {
  if (terminal === undefined) throw new RangeError('a screen without a terminal');
  return terminal.input.isTTY
    ? terminal
    : { ...terminal, input: new ReadStream(openSync('/dev/tty', 'r')) };
};
