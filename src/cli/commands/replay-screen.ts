/** The full screen over a recording or a stream: keys control playback, and nothing acts on this machine's tasks. */
import { defined } from '../../lib/defined.ts';
import { type Milliseconds, milliseconds } from '../../lib/units.ts';
import type { SegmentFileName } from '../../record/read/folder.ts';
import { RecordedBlocks } from '../../record/read/recorded-blocks.ts';
import { type Order, Player } from '../../replay/player.ts';
import type { SampleSource } from '../../sample/source.ts';
import { sleep } from '../../sampler/live/wait.ts';
import {
  NO_DETAILS,
  type Outcome,
  type PlayOrder,
  type ScreenEffects,
  type TaskDetails,
} from '../../tui/core/effects.ts';
import type { TapeNews } from '../../tui/core/state.ts';
import { runTui, type TuiOptions } from '../../tui/run.ts';
import { terminalAbilities } from '../../tui/terminal/abilities.ts';
import { type CommandIo, streamsOf } from '../effects/command-io.ts';
import { DelayAccountingSwitch } from '../effects/delayacct.ts';
import { screenEffects } from '../effects/screen-effects.ts';
import type { Invocation } from '../options/invocation.ts';
import { parseTime, TIME_FORMS } from '../options/time-text.ts';
import { ActivitySurvey } from '../recording/activity-survey.ts';
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

/** What to show, the first note at the bottom, and what is wrong with the file of settings. */
type Showing = {
  readonly invocation: Invocation;
  readonly note?: Outcome | undefined;
  readonly settingsProblem: string | undefined;
};

/** Names damage on the screen, and on standard error when the screen has ended. */
export const showRecording = async (
  segments: readonly SegmentFileName[],
  bounds: Bounds,
  showing: Showing,
  io: CommandIo,
): Promise<void> => {
  const { begin, end, speed } = bounds;
  const damage = new DamageList();
  const blocks = new RecordedBlocks(segments);
  const survey = new ActivitySurvey(blocks, { from: begin, to: end });
  const closing = new AbortController();
  let tell = (_: TapeNews): void => {};
  const player = new Player({
    ...bounds,
    open: (since) => {
      const samples = samplesOf({ kind: 'segments', segments }, { since, to: end }, damage.add);
      return sayingClockSteps(samples, damage.add);
    },
    before: (sample) => blocks.before(sample),
    sleep,
    tell: (news) => tell(news),
  });
  const source: SampleSource = {
    close: () => player.close(),
    async *[Symbol.asyncIterator]() {
      for await (const sample of player) {
        if (survey.lookAt(sample.wallTime)) void survey.run(closing.signal, (news) => tell(news));
        yield sample;
      }
    },
  };
  const playing = show(source, damage, showing, io, {
    play: (asked) => {
      const order = orderOf(asked, end);
      if (order === undefined) return { tone: 'error', text: `no time; try ${TIME_FORMS}` };
      player.order(order);
      return undefined;
    },
    watchTape: (hear) => {
      tell = hear;
    },
    playback: { speed, isPaused: false },
  });
  await playing.finally(() => closing.abort());
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
  if (asked.kind === 'go-to-time') return { kind: 'go-to', time: asked.time };
  if (asked.kind !== 'go-to') return asked;
  const time = parseTime(asked.text, { end, repeated: 'first' });
  return time === undefined ? undefined : { kind: 'go-to', time };
};

type Playing = Pick<ScreenEffects, 'play'> & Pick<TuiOptions, 'watchTape' | 'playback'>;

const show = async (
  source: SampleSource,
  damage: DamageList,
  { invocation: { settings, selection, iterations }, note, settingsProblem }: Showing,
  io: CommandIo,
  { play, watchTape, playback }: Playing = {},
): Promise<void> => {
  await runTui({
    source,
    streams: streamsOf(io.terminal),
    effects: {
      ...screenEffects(OWN_PACE, io.environment, new DelayAccountingSwitch()),
      readDetails: () => NOT_RECORDED,
      readParents: () => new Map(),
      ...defined({ play }),
    },
    abilities: terminalAbilities(io.environment),
    settings,
    selection,
    rights: 'replay',
    watchDamage: damage.watch,
    ...defined({ watchTape, note, settingsProblem, playback, iterations }),
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
  ...NO_DETAILS,
  problems: ['Not recorded: parents, folder, open files, idle threads, what it waited in.'],
};
