/** `iotop replay`: the screen, the lists and the stream of a live session, over a recording or another host's stream. */
import { defined } from '../../lib/defined.ts';
import { UnavailableError, UsageError } from '../../lib/errors.ts';
import { type Milliseconds, milliseconds } from '../../lib/units.ts';
import type { SegmentFileName } from '../../record/read/folder.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { spanText, wallTimeText } from '../../render/text/wall-time.ts';
import { paced } from '../../replay/paced.ts';
import type { Sample } from '../../sample/sample.ts';
import type { SampleSource } from '../../sample/source.ts';
import { sleep } from '../../sampler/live/wait.ts';
import type { Outcome } from '../../tui/core/effects.ts';
import { configuredInvocation } from '../config/config-file.ts';
import type { CommandIo } from '../effects/command-io.ts';
import { sampleNoter } from '../effects/notes/notes.ts';
import { rightsToRead } from '../effects/rights/recording-rights.ts';
import type { CommandPage } from '../options/command-page.ts';
import type { Invocation } from '../options/invocation.ts';
import { OPTIONS } from '../options/option-table.ts';
import type { Arguments } from '../options/parse-arguments.ts';
import { numberIn } from '../options/shared-options.ts';
import { RANGE_OPTIONS, type TimeRange, timeRangeOf } from '../options/time-range.ts';
import { timeOf } from '../options/time-text.ts';
import { personalityNamed } from '../personality.ts';
import {
  endOf,
  openInput,
  type RecordingInput,
  samplesOf,
  spanOf,
} from '../recording/recording-input.ts';
import {
  otherTimeText,
  sayingClockSteps,
  startingAt,
  withKnownDevices,
} from '../recording/replay-samples.ts';
import { printLists } from './batch.ts';
import { command, oneFolder } from './command.ts';
import { type Bounds, showRecording, showStream } from './replay-screen.ts';

export const REPLAY_PAGE = {
  usage: 'iotop replay [OPTIONS] [DIR|FILE|-]',
  about: `Shows a recording on the screen of iotop. "-" reads the stream of iotop --json from standard input (-n keeps ssh from
reading the keys):

  ssh -n host sudo iotop --json | iotop replay -

Keys of the screen: Space pauses, Left and Right step, + and - change the speed, [ ] jump by 10 s, { } by a minute, ( ) by
10 minutes, j jumps to the next slow time of an hour, g to a time; a click on the second row, which says when it was
slow, goes there. All options of iotop that choose what is shown (-b -o -P -a --json and so on) work here too.`,
  options: [
    {
      name: 'at',
      value: 'TIME',
      help: 'begin at this time; with -b, --json and --csv: print that sample only',
    },
    ...RANGE_OPTIONS,
    {
      name: 'speed',
      value: 'NUM',
      help: 'play NUM times as fast as it was [default: 1; lists: all at once]',
    },
  ],
} as const satisfies CommandPage;

/** 0 at the end of the recording, of the samples asked for, or by the user's wish. */
export const runReplay = command(
  REPLAY_PAGE,
  async (given, io) => {
    const configured = configuredInvocation(given, personalityNamed('iotop'), io);
    const { invocation, settingsProblem } = configured;
    const path = oneFolder('replay', given.positionals);
    if (path === '-') refuseKeysForSamples(io);
    io.keepOnly(...rightsToRead(path));
    const input = await openInput(path, io.stdin);
    const range = rangeOf(given, input);
    if (invocation.output !== 'screen') {
      configured.complain();
      await printRecorded(invocation, input, range, io);
    } else if (input.kind === 'stream') {
      const open = (say: Say): SampleSource => paced(samplesIn(input, range, say), undefined);
      await showStream(open, { invocation, settingsProblem }, io);
    } else {
      const bounds = boundsOf(input.segments, range);
      const other = range.at === undefined ? undefined : await otherTimeOf(input, range.at, bounds);
      await showRecording(input.segments, bounds, { invocation, note: other, settingsProblem }, io);
    }
    return 0;
  },
  OPTIONS,
);

/** @throws UsageError when nothing is piped into us */
const refuseKeysForSamples = ({ terminal }: CommandIo): void => {
  if (terminal.kind !== 'screen' || terminal.keysFrom === 'terminal') return;
  throw new UsageError(
    '"-" reads standard input, and that is the terminal; pipe a stream into it: ssh -n host iotop --json | iotop replay -',
  );
};

/** What of a recording is played, and how fast. */
type PlayedRange = TimeRange & { readonly at?: Milliseconds; readonly speed?: number };

const rangeOf = (
  given: Arguments<(typeof REPLAY_PAGE)['options'][number]['name']>,
  input: RecordingInput,
): PlayedRange => {
  const end = endOf(input);
  const range = timeRangeOf(given.value('from'), given.value('to'), end);
  const { to = end } = range;
  return defined({
    ...range,
    at: given.parsed('at', (text, option) =>
      timeOf(text, option, { end, before: to, repeated: 'first' }),
    ),
    speed: given.parsed('speed', numberIn({ least: 0.01, most: 1e6 })),
  });
};

const boundsOf = (segments: readonly SegmentFileName[], asked: PlayedRange): Bounds => {
  const recorded = spanOf(segments);
  if (recorded === undefined) {
    throw new UnavailableError(
      'the recording holds no whole block',
      '"iotop verify" says what is damaged',
    );
  }
  const begin = milliseconds(Math.max(recorded.from, asked.from ?? recorded.from));
  const end = milliseconds(Math.min(recorded.to, asked.to ?? recorded.to));
  if (begin > end) {
    throw new UnavailableError(
      'nothing was recorded in this time',
      `the recording has ${spanText(recorded)}`,
    );
  }
  return { begin, end, at: asked.at ?? begin, speed: asked.speed ?? 1 };
};

/** What to say where the screen begins with a sample of another time than was asked for. */
const otherTimeOf = async (
  input: RecordingInput,
  at: Milliseconds,
  { begin, end }: Bounds,
): Promise<Outcome | undefined> => {
  const since = milliseconds(Math.min(end, Math.max(begin, at)));
  for await (const sample of samplesOf(input, { since }, () => {})) {
    const text = otherTimeText(at, sample);
    return text === undefined ? undefined : { tone: 'error', text };
  }
  return undefined;
};

type Say = (line: string) => void;

/** The samples of the time asked for. @param say hears what is damaged, and what is to be known of their times */
const samplesIn = (
  input: RecordingInput,
  { at, speed: _, ...range }: PlayedRange,
  say: Say,
): AsyncGenerator<Sample> => {
  const { from, ...until } = range;
  const asRead = at === undefined ? range : { since: at, ...until };
  const samples = sayingClockSteps(samplesOf(input, asRead, say), say);
  return at === undefined ? samples : startingAt(at, samples, say);
};

/** What a live session would have printed of the same samples. */
const printRecorded = async (
  invocation: Invocation,
  input: RecordingInput,
  range: PlayedRange,
  io: CommandIo,
): Promise<void> => {
  const { at, speed } = range;
  const { devices } = invocation.selection;
  const samples = withKnownDevices(samplesIn(input, range, io.stderr), devices);
  const source = paced(samples, speed === undefined ? undefined : { speed, sleep });
  const isOne = at !== undefined && invocation.iterations === undefined;
  await printLists(source, isOne ? { ...invocation, iterations: 1 } : invocation, io, {
    onSample: sampleNoter(io.stderr, invocation),
    headingOf: ({ wallTime, host }) => `${wallTimeText(wallTime)} ${sanitize(host)}`,
  });
};
