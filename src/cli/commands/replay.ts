/** `iotop replay`: the screen, the lists and the stream of a live session, over a recording or another host's stream. */
import { readText } from '../../kernel/sys/proc/kernel-facts.ts';
import { Users } from '../../kernel/sys/users/users.ts';
import { UnavailableError, UsageError } from '../../lib/errors.ts';
import { numberOf } from '../../lib/option-value.ts';
import { type Milliseconds, milliseconds } from '../../lib/units.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { spanText, wallTimeText } from '../../render/text/wall-time.ts';
import { paced } from '../../replay/paced.ts';
import type { Sample } from '../../sample/sample.ts';
import type { SampleSource } from '../../sample/source.ts';
import { sleep } from '../../sampler/live/wait.ts';
import type { Outcome } from '../../tui/core/effects.ts';
import { configComplaints, configNote, loadConfig } from '../config/config-file.ts';
import type { CommandIo } from '../effects/command-io.ts';
import { noteNoScreen, sampleNoter } from '../effects/notes.ts';
import { type CommandPage, commandHelp, HELP_OPTION } from '../options/command-page.ts';
import { type Invocation, readInvocation } from '../options/invocation.ts';
import { type Arguments, parseArgumentsBy } from '../options/parse-arguments.ts';
import { splitArguments } from '../options/split-arguments.ts';
import { type TimeRange, timeRangeOf } from '../options/time-range.ts';
import { timeOf } from '../options/time-text.ts';
import {
  endOf,
  openRecording,
  type RecordingInput,
  type SegmentFileName,
  samplesOf,
  spanOf,
  standardInput,
} from '../recording/recording-input.ts';
import { otherTimeText, sayingClockSteps, startingAt } from '../recording/replay-samples.ts';
import { runBatch } from './batch.ts';
import { oneFolder } from './command-arguments.ts';
import { type Bounds, showRecording, showStream } from './replay-screen.ts';

const OPTIONS = [
  { name: 'at', value: 'TIME', help: 'begin there; with -b, --json and --csv: that sample alone' },
  { name: 'from', value: 'TIME', help: '"03:00", "yesterday 15:20", "2026-11-23 03:00", "1h ago"' },
  { name: 'to', value: 'TIME', help: 'the same; both are open unless given' },
  { name: 'speed', value: 'NUM', help: 'times as fast as it was [1; lists: at once]' },
] as const;

export const REPLAY_PAGE: CommandPage = {
  usage: 'iotop replay [OPTIONS] [DIR|FILE|-]',
  about: `The same screen over a recording; "-" reads the stream of iotop --json from standard input (-n: ssh takes none of
the keys):

  ssh -n host sudo iotop --json | iotop replay -

Keys of the screen: Space pauses, "." and "," step, + and - change the speed, [ ] jump by 10 s, { } by a minute, ( ) by
10 minutes, j to the busiest sample of the next hour, g to a time. All options of iotop that choose what is shown
(-b -o -P -a --json …) work here too.`,
  options: [...OPTIONS, HELP_OPTION],
};

/** 0 at the end of the recording, of the samples asked for, or by the user's wish. */
export const runReplay = async (args: readonly string[], io: CommandIo): Promise<number> => {
  const { own, rest } = splitArguments(OPTIONS, args);
  if (rest.some((argument) => argument === '-h' || argument === '--help')) {
    await io.stdout(commandHelp(REPLAY_PAGE));
    return 0;
  }
  const given = parseArgumentsBy(OPTIONS, own, 'iotop replay --help');
  const users = new Users();
  const config = loadConfig(io.environment);
  for (const complaint of configComplaints(config)) io.stderr(complaint);
  const invocation = readInvocation(rest, {
    name: 'iotop',
    isTerminal: io.terminal.kind === 'screen',
    configured: config.settings,
    configuredOptions: config.options ?? [],
    userId: (user) => users.idOf(user),
  });
  noteNoScreen(io.terminal, invocation, io.stderr);
  const path = oneFolder('replay', given.positionals);
  if (path === '-') refuseKeysForSamples(io);
  const input: RecordingInput = path === '-' ? standardInput(io.stdin) : await openRecording(path);
  const asked = askedOf(given, input);
  const note = configNote(config);
  if (invocation.output !== 'screen') await runLists(invocation, input, asked, io);
  else if (input.kind === 'stream') {
    const open = (say: Say): SampleSource => closable(samplesAsked(input, asked, say));
    await showStream(open, { invocation, note }, io);
  } else {
    const bounds = boundsOf(input.segments, asked);
    const other = asked.at === undefined ? undefined : await otherTimeOf(input, asked.at, bounds);
    await showRecording(input.segments, bounds, { invocation, note: other ?? note }, io);
  }
  return 0;
};

/** @throws UsageError when nothing is piped into us */
const refuseKeysForSamples = ({ terminal }: CommandIo): void => {
  if (terminal.kind !== 'screen' || terminal.keysFrom === 'terminal') return;
  throw new UsageError(
    '"-" reads standard input, and that is the terminal; pipe a stream into it: ssh -n host iotop --json | iotop replay -',
  );
};

type Asked = TimeRange & { readonly at?: Milliseconds; readonly speed?: number };

const askedOf = (
  given: Arguments<(typeof OPTIONS)[number]['name']>,
  input: RecordingInput,
): Asked => {
  const end =
    (input.kind === 'segments' ? endOf(input.segments) : undefined) ?? milliseconds(Date.now());
  const range = timeRangeOf(given.value('from'), given.value('to'), end);
  const at = given.value('at');
  const speed = given.value('speed');
  return {
    ...range,
    ...(at === undefined
      ? {}
      : { at: timeOf(at, '--at', { end, before: range.to ?? end, repeated: 'first' }) }),
    ...(speed === undefined
      ? {}
      : { speed: numberOf(speed, '--speed', { least: 0.01, most: 1e6 }) }),
  };
};

const boundsOf = (segments: readonly SegmentFileName[], asked: Asked): Bounds => {
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
const samplesAsked = (input: RecordingInput, asked: Asked, say: Say): AsyncGenerator<Sample> => {
  const { at, speed: _, ...range } = asked;
  const { from, ...until } = range;
  const asRead = at === undefined ? range : { since: at, ...until };
  const samples = sayingClockSteps(samplesOf(input, asRead, say), say);
  return at === undefined ? samples : startingAt(at, samples, say);
};

const closable = (samples: AsyncGenerator<Sample>): SampleSource => ({
  close: () => {},
  [Symbol.asyncIterator]: () => samples,
});

/** What a live session would have printed of the same samples. */
const runLists = async (
  invocation: Invocation,
  input: RecordingInput,
  asked: Asked,
  io: CommandIo,
): Promise<void> => {
  const source = listSource(input, asked, io);
  const stop = (): void => source.close();
  io.signal.addEventListener('abort', stop, { once: true });
  const isOne = asked.at !== undefined && invocation.iterations === undefined;
  await runBatch(source, isOne ? { ...invocation, iterations: 1 } : invocation, {
    write: io.stdout,
    onSample: sampleNoter(io.stderr, invocation),
    headingOf: ({ wallTime, host }) => `${wallTimeText(wallTime)} ${sanitize(host)}`,
    pidMax: Number(readText('/proc/sys/kernel/pid_max') ?? 32_768),
  });
  io.signal.removeEventListener('abort', stop);
};

const listSource = (input: RecordingInput, asked: Asked, io: CommandIo): SampleSource => {
  const { speed } = asked;
  const samples = samplesAsked(input, asked, io.stderr);
  return paced(samples, speed === undefined ? undefined : { speed, sleep });
};
