/** `iotop replay`: the screen, the lists and the stream of a live session, over a recording or another host's stream. */
import { readText } from '../kernel/sys/kernel-facts.ts';
import { Users } from '../kernel/sys/users.ts';
import { UnavailableError } from '../lib/errors.ts';
import { type Milliseconds, milliseconds } from '../lib/units.ts';
import type { SampleSource } from '../sample/source.ts';
import { sleep } from '../sampler/wait.ts';
import { paced } from '../source/replay.ts';
import { runBatch } from './batch.ts';
import { oneFolder } from './command-arguments.ts';
import type { CommandIo } from './command-io.ts';
import { type CommandPage, commandHelp, HELP_OPTION } from './command-page.ts';
import { configComplaints, configNote, loadConfig } from './config-file.ts';
import { type Invocation, readInvocation } from './invocation.ts';
import { noteNoScreen, sampleNoter } from './notes.ts';
import { type Arguments, parseArgumentsBy } from './parse-arguments.ts';
import {
  beginOf,
  endOf,
  openRecording,
  type RecordingInput,
  type SegmentFileName,
  samplesOf,
} from './recording-input.ts';
import { type Bounds, showRecording, showStream } from './replay-screen.ts';
import { splitArguments } from './split-arguments.ts';
import { type TimeRange, timeRangeOf } from './time-range.ts';
import { timeOf } from './time-text.ts';
import { numberOf } from './values.ts';

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
  const input: RecordingInput =
    path === '-' ? { kind: 'stream', chunks: io.stdin } : await openRecording(path);
  const asked = askedOf(given, input);
  const shown = { invocation, note: configNote(config) };
  if (invocation.output !== 'screen') await runLists(invocation, input, asked, io);
  else if (input.kind === 'stream')
    await showStream((onProblem) => streamSource(input, asked, onProblem), shown, io);
  else await showRecording(input.segments, boundsOf(input.segments, asked), shown, io);
  return 0;
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
    ...(at === undefined ? {} : { at: timeOf(at, '--at', range.to ?? end) }),
    ...(speed === undefined
      ? {}
      : { speed: numberOf(speed, '--speed', { least: 0.01, most: 1e6 }) }),
  };
};

const boundsOf = (segments: readonly SegmentFileName[], asked: Asked): Bounds => {
  const [first, last] = [beginOf(segments), endOf(segments)];
  if (first === undefined || last === undefined) {
    throw new UnavailableError(
      'the recording holds no whole block',
      '"iotop verify" says what is damaged',
    );
  }
  const begin = milliseconds(Math.max(first, asked.from ?? first));
  const end = milliseconds(Math.min(last, asked.to ?? last));
  return { begin, end, at: asked.at ?? begin, speed: asked.speed ?? 1 };
};

const streamSource = (
  input: RecordingInput,
  asked: Asked,
  onProblem: (line: string) => void,
): SampleSource => {
  const samples = samplesOf(input, rangeOf(asked), onProblem);
  return { close: () => {}, [Symbol.asyncIterator]: () => samples };
};

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
    pidMax: Number(readText('/proc/sys/kernel/pid_max') ?? 32_768),
  });
  io.signal.removeEventListener('abort', stop);
};

const listSource = (input: RecordingInput, asked: Asked, io: CommandIo): SampleSource => {
  const { speed } = asked;
  const samples = samplesOf(input, rangeOf(asked), io.stderr);
  return paced(samples, speed === undefined ? undefined : { speed, sleep });
};

const rangeOf = ({ at, from, to }: Asked): TimeRange => {
  const start = at ?? from;
  return {
    ...(start === undefined ? {} : { from: start }),
    ...(to === undefined ? {} : { to }),
  };
};
