/** The full screen over a recording or a stream: keys control playback, and nothing acts on this machine's tasks. */
import { defined } from '../../lib/defined.ts';
import { type Milliseconds, milliseconds } from '../../lib/units.ts';
import type { SegmentFileName } from '../../record/read/folder.ts';
import { type Order, Player } from '../../replay/player.ts';
import type { SampleSource } from '../../sample/source.ts';
import { sleep } from '../../sampler/live/wait.ts';
import type { Outcome, PlayOrder, ScreenEffects, TaskDetails } from '../../tui/core/effects.ts';
import { runTui, type TuiOptions } from '../../tui/run.ts';
import { terminalAbilities } from '../../tui/terminal/abilities.ts';
import { type CommandIo, streamsOf } from '../effects/command-io.ts';
import { DelayAccountingSwitch } from '../effects/delayacct.ts';
import { screenEffects } from '../effects/screen-effects.ts';
import type { Invocation } from '../options/invocation.ts';
import { parseTime, TIME_FORMS } from '../options/time-text.ts';
import { DamageList } from '../recording/damage-list.ts';
import { samplesOf } from '../recording/recording-input.ts';
import { sayingClockSteps } from '../recording/replay-samples.ts';

/** From where to where a recording is played, and how it begins. */
export type Bounds = {
  readonly begin: Milliseconds;
  readonly end: Milliseconds;
  readonly at: Milliseconds;
  readonly speed: number;
};

/** What to show, and the first note at the bottom. */
export type Showing = { readonly invocation: Invocation; readonly note: Outcome | undefined };

/** Names damage on the screen, and on standard error when the screen has ended. */
export const showRecording = async (
  segments: readonly SegmentFileName[],
  bounds: Bounds,
  showing: Showing,
  io: CommandIo,
): Promise<void> => {
  const { end, speed } = bounds;
  const damage = new DamageList();
  let tellEnd = (): void => {};
  const player = new Player({
    ...bounds,
    open: (since) => {
      const samples = samplesOf({ kind: 'segments', segments }, { since, to: end }, damage.add);
      return sayingClockSteps(samples, damage.add);
    },
    sleep,
    onEnd: () => tellEnd(),
  });
  await show(player, damage, showing, io, {
    play: (asked) => {
      const order = orderOf(asked, end);
      if (order === undefined) return { tone: 'error', text: `no time; try ${TIME_FORMS}` };
      player.order(order);
      return undefined;
    },
    watchEnd: (tell) => {
      tellEnd = tell;
    },
    playback: { speed, isPaused: false },
  });
};

/** @param open the samples; what of them cannot be read goes to its argument */
export const showStream = (
  open: (onProblem: (line: string) => void) => SampleSource,
  showing: Showing,
  io: CommandIo,
): Promise<void> => {
  const damage = new DamageList();
  return show(open(damage.add), damage, showing, io);
};

const orderOf = (asked: PlayOrder, end: Milliseconds): Order | undefined => {
  if (asked.kind === 'jump') return { kind: 'jump', by: milliseconds(asked.seconds * 1000) };
  if (asked.kind !== 'go-to') return asked;
  const time = parseTime(asked.text, { end, repeated: 'first' });
  return time === undefined ? undefined : { kind: 'go-to', time };
};

type Playing = Pick<ScreenEffects, 'play'> & Pick<TuiOptions, 'watchEnd' | 'playback'>;

const show = async (
  source: SampleSource,
  damage: DamageList,
  { invocation: { settings, selection, iterations }, note }: Showing,
  io: CommandIo,
  { play, watchEnd, playback }: Playing = {},
): Promise<void> => {
  await runTui({
    source,
    streams: streamsOf(io.terminal),
    effects: {
      ...screenEffects(OWN_PACE, io.environment, new DelayAccountingSwitch()),
      readDetails: () => NOT_RECORDED,
      readCgroups: () => new Map(),
      readParents: () => new Map(),
      ...defined({ play }),
    },
    abilities: terminalAbilities(io.environment),
    settings,
    selection,
    rights: 'replay',
    watchDamage: damage.watch,
    ...defined({ watchEnd, note, playback, iterations }),
  });
  for (const place of damage.places) io.stderr(place);
};

const OWN_PACE = {
  refresh: () => {},
  setInterval: () => {},
  setNeeds: () => {},
  readNames: () => [],
};

/** Read here, they would be another task's. */
const NOT_RECORDED: TaskDetails = {
  commandLine: [],
  threads: [],
  openFiles: [],
  problems: ['open files and threads are not recorded'],
};
