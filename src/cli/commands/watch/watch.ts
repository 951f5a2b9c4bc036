/** `iotop watch`: waits for what an expression says of tasks or devices, and says, starts and records something when it has come. */
import { constants } from 'node:os';
import { Users } from '../../../kernel/sys/users/users.ts';
import { defined } from '../../../lib/defined.ts';
import type { EndSignal } from '../../../lib/end-signals.ts';
import { nanoseconds } from '../../../lib/units.ts';
import { countersIn } from '../../../model/columns.ts';
import { type Firing, Watcher } from '../../../model/trigger/watcher.ts';
import { EVERYTHING } from '../../../model/view/selection.ts';
import { MomentRecorder } from '../../../record/write/moment-recorder.ts';
import { RecordingWriter } from '../../../record/write/writer.ts';
import { firingEnvironment, firingJson, firingLine } from '../../../render/firing.ts';
import { formatDuration } from '../../../render/text/cell.ts';
import { counted } from '../../../render/text/counted.ts';
import { LEAST_NEEDS, type SampleSource } from '../../../sample/source.ts';
import type { CommandIo, RunCommand } from '../../effects/command-io.ts';
import { type Live, openLive } from '../../effects/live.ts';
import { gapNoter, noteEngine, unaskedIn } from '../../effects/notes/notes.ts';
import { noteUnknownHere } from '../../effects/notes/value-notes.ts';
import { ignoredSignals } from '../../effects/process-io.ts';
import { neededRights, type Work } from '../../effects/rights/needed-rights.ts';
import { kernelFacts, placeAt } from '../../effects/rights/rights-facts.ts';
import { command } from '../command.ts';
import { TriggerCommand } from './trigger-command.ts';
import {
  type RecordingOptions,
  splitAtDashes,
  WATCH_PAGE,
  type WatchOptions,
  watchOptionsOf,
} from './watch-options.ts';

export { WATCH_PAGE };

/** The exit status is as the help says. */
export const runWatch: RunCommand = (args, io) => {
  const { own, commandLine } = splitAtDashes(args);
  const watch = command(WATCH_PAGE, (given) => runTrigger(watchOptionsOf(given, commandLine), io));
  return watch(own, io);
};

const runTrigger = async (options: WatchOptions, io: CommandIo): Promise<number> => {
  const { commandLine, recording } = options;
  const started =
    commandLine && new TriggerCommand(commandLine, io.environment, ignoredSignals, io.stderr);
  // For as long as it may run.
  io.signal.addEventListener('abort', () => started?.terminate(), { once: true });
  const live = openSource(options);
  io.keepOnly(neededRights(workOf(options), live.engine.name, kernelFacts()));
  const writer = recording && (await openWriter(recording, io, live));
  const moments = recording && writer && new MomentRecorder(writer, recording);
  let isWritten: boolean | undefined;
  let ending: Ending;
  try {
    noteEngine(live.rejected, live.engine.name, io.stderr);
    noteUnknownHere(options.trigger.where, io.stderr);
    if (io.terminal.kind !== 'none') io.stderr('watching; Ctrl-C ends it');
    ending = await watchAll(live.source, options, { started, moments }, io);
  } finally {
    isWritten = await writer?.close();
  }
  await started?.ended();
  if (isWritten !== false) return statusOf(ending, io.signal);
  io.stderr('the last samples could not be recorded');
  return 1;
};

const workOf = ({ commandLine, recording }: WatchOptions): Work => {
  const into = recording && placeAt(recording.folder);
  if (commandLine !== undefined) return { kind: 'command', into };
  return into === undefined ? { kind: 'print' } : { kind: 'record', into };
};

const openWriter = async (
  { folder, maxSize }: RecordingOptions,
  { stderr: onNotice }: CommandIo,
  { source }: Live,
): Promise<RecordingWriter> => {
  try {
    return await RecordingWriter.open(folder, { ...defined({ maxSize }), onNotice });
  } catch (error) {
    source.close();
    throw error;
  }
};

/** `early`: fewer firings than were asked for. */
type Ending = 'in-order' | 'early';

/** Behind it stands `&& …`: who waits for a firing must not take a signal, or that nobody reads any more (as by SIGPIPE), for one. */
const statusOf = (ending: Ending, { aborted, reason }: AbortSignal): number =>
  ending === 'early' ? 128 + constants.signals[aborted ? (reason as EndSignal) : 'SIGPIPE'] : 0;

/** Names are looked up where somebody gets them: a line has no more than who it was. */
const openSource = ({
  trigger,
  interval,
  engine,
  block,
  commandLine,
  recording,
  format,
}: WatchOptions): Live => {
  const needs = new Set(trigger.where.needs);
  const namesAreTold =
    commandLine !== undefined ||
    recording !== undefined ||
    format === 'json' ||
    trigger.unit === 'users';
  const names = namesAreTold || needs.has('names') ? 'read' : 'skip';
  return openLive(engine, EVERYTHING, {
    interval,
    block,
    needs: { ...LEAST_NEEDS, counters: countersIn(needs) },
    details: {
      commands: names,
      priorities: names,
      users: names === 'read' ? new Users() : undefined,
    },
  });
};

type Actions = {
  readonly started: TriggerCommand | undefined;
  readonly moments: MomentRecorder | undefined;
};

/** Until a signal comes, nobody reads any more, or the firings asked for are over and what came after them is recorded. */
const watchAll = async (
  source: SampleSource & Pick<Live['source'], 'finish'>,
  { trigger, period, times, format }: WatchOptions,
  { started, moments }: Actions,
  { stdout, abandonStdout, stderr, signal }: CommandIo,
): Promise<Ending> => {
  const stop = (): void => {
    // What happened since the last sample belongs to what is being recorded.
    source.finish();
    abandonStdout();
  };
  const fire = async (firing: Firing): Promise<boolean> => {
    const json = format === 'json' || started !== undefined ? firingJson(firing) : '';
    const lacking = moments?.mark(firing.since) ?? nanoseconds(0);
    if (lacking > 0)
      stderr(
        `of the time before the firing the first ${formatDuration(lacking)} are not recorded (too many tasks); give a shorter --before`,
      );
    started?.start(firingEnvironment(firing), `${json}\n`);
    return stdout(format === 'json' ? `${json}\n` : firingLine(firing));
  };
  const watcher = new Watcher(trigger, period);
  const noteGaps = gapNoter(stderr, 'all', unaskedIn(trigger.where));
  let left = times;
  const ending = (): Ending => (left > 0 && left < Infinity ? 'early' : 'in-order');
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) return ending();
    for await (const sample of source) {
      noteGaps(sample);
      moments?.take(sample, watcher.holdsSince);
      const firing = left > 0 && !signal.aborted ? watcher.take(sample) : undefined;
      if (firing !== undefined) {
        left -= 1;
        if (!(await fire(firing))) return ending();
      }
      if (left <= 0 && moments?.isRecording !== true) break;
    }
    return ending();
  } finally {
    signal.removeEventListener('abort', stop);
    source.close();
    if (watcher.untold > 0) stderr(`${counted(watcher.untold, 'crossing')} went untold`);
  }
};
