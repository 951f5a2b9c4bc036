/** `iotop run`: like time(1), but for the disk: what a command and all its descendants read, wrote, cancelled and waited for. */
import { writeFileSync } from 'node:fs';
import { systemClock } from '../../kernel/sys/clock.ts';
import { defined } from '../../lib/defined.ts';
import { messageOf, UsageError } from '../../lib/errors.ts';
import { milliseconds, nanoseconds } from '../../lib/units.ts';
import { keptTo, lackIn } from '../../model/devices/device-filter.ts';
import type { DeviceNames } from '../../model/devices/device-names.ts';
import type { SeenDevices } from '../../model/devices/kept-stack.ts';
import { SummaryBuilder } from '../../model/totals/summary.ts';
import { asCalled } from '../../render/as-called.ts';
import {
  formatRunReport,
  type RunReport,
  runReportToJson,
  UNSEEN,
} from '../../render/list/run-report.ts';
import { USUAL_SCALE } from '../../render/text/scale.ts';
import type { Sample } from '../../sample/sample.ts';
import { watchCommand } from '../../sampler/descendants/descendants.ts';
import {
  type OpenedDescendants,
  openDescendants,
} from '../../sampler/descendants/open-descendants.ts';
import type { CommandIo, RunCommand } from '../effects/command-io.ts';
import { type Live, openLiveBy } from '../effects/live.ts';
import { chargesNoter, noteEngine } from '../effects/notes/notes.ts';
import { ignoredSignals, writeToSharedStderr } from '../effects/process-io.ts';
import { neededRights } from '../effects/rights/needed-rights.ts';
import { kernelFacts, placeAt } from '../effects/rights/rights-facts.ts';
import { command } from './command.ts';
import { type Child, type Ending, startChild } from './run-child.ts';
import { RUN_PAGE, type RunOptions, runOptionsOf, splitAtCommand } from './run-options.ts';

export { RUN_PAGE };

/**
 * Prints at the command's end and returns its exit status. Standard output and input are not touched: they are the command's.
 * @throws UsageError for options that are wrong and a file that cannot be written, UnavailableError when nothing can be measured
 */
export const runRun: RunCommand = (args, io) => {
  const { own, commandLine } = splitAtCommand(args);
  const measureCommand = command(RUN_PAGE, (given) =>
    runMeasured(runOptionsOf(given, commandLine), io),
  );
  return measureCommand(own, io);
};

const runMeasured = async (options: RunOptions, io: CommandIo): Promise<number> => {
  if (options.file !== undefined) put('', options.file);
  let child: Child | undefined;
  const live = openLiveBy(
    () => openDescendants(process.pid, options.engine),
    ({ descendants }) => ({
      interval: milliseconds(descendants.sees === 'every' ? INTERVAL : INTERVAL_OF_LOOKS),
      pressure: 'skip',
      block: options.block,
      beforePass: () => descendants.look(child?.pid),
      details: { commands: 'skip', priorities: 'skip', users: undefined },
    }),
  );
  // What is written when the command has ended.
  const into = options.file === undefined ? undefined : placeAt(options.file);
  io.keepOnly(neededRights({ kind: 'command', into }, live.engine.name, kernelFacts()));
  const note = io.stderr;
  const { summary, ending, elapsed, notes } = await measure(live, options.devices, () => {
    child = startChild(options.command, options.args, ignoredSignals);
    return child.ended;
  });
  const { status } = ending;
  if (ending.kind === 'not-started') {
    note(ending.problem);
    return status;
  }
  noteEngine(live.rejected, live.engine.name, note);
  for (const line of notes) note(line);
  const report: RunReport = {
    command: [options.command, ...options.args],
    status,
    ...defined({ signal: ending.signal }),
    elapsed: nanoseconds(elapsed),
    engine: live.engine.name,
    sees: live.descendants.sees,
    summary: summary.build(),
  };
  const text =
    options.format === 'json'
      ? `${JSON.stringify(runReportToJson(report))}\n`
      : asCalled(formatRunReport(report, USUAL_SCALE), io.called());
  put(text, options.file);
  return status;
};

type Measured = {
  readonly summary: SummaryBuilder;
  readonly ending: Ending;
  /** ns */
  readonly elapsed: number;
  /** What the figures must be read with: said once the command has ended, for until then standard error is its own. */
  readonly notes: readonly string[];
};

const measure = async (
  { source, descendants }: Live & OpenedDescendants,
  devices: DeviceNames | undefined,
  start: () => Promise<Ending>,
): Promise<Measured> => {
  const summary = new SummaryBuilder();
  const notes: string[] = [];
  const lacks = new Set<string>();
  const seen: SeenDevices = new Map();
  const noteCharges = chargesNoter((line) => notes.push(line));
  let ending: Ending | undefined;
  let elapsed = 0;
  const onSample = (sample: Sample, ours: Sample['tasks']): void => {
    if (devices === undefined) noteCharges(sample);
    const kept =
      devices === undefined ? ours : keptTo({ ...sample, tasks: ours }, devices, seen).tasks;
    const lack = devices === undefined ? undefined : lackIn(sample);
    if (lack !== undefined) lacks.add(lack.reason);
    summary.add({ ...sample, gaps: [...sample.gaps, ...descendants.takeGaps()] }, kept);
  };
  const startAndTime = async (): Promise<void> => {
    const startedAt = systemClock.bootTime();
    ending = await start();
    elapsed = systemClock.bootTime() - startedAt;
  };
  try {
    await watchCommand({ source, descendants, start: startAndTime, onSample });
    const unseen = devices === undefined ? descendants.unseen() : undefined;
    if (unseen !== undefined) summary.addAmounts(UNSEEN, unseen);
  } finally {
    source.close();
    descendants.close();
  }
  if (ending === undefined) throw new Error('the samples ended before the command');
  for (const reason of lacks) notes.push(`--device cannot tell whose requests they are: ${reason}`);
  return { summary, ending, elapsed, notes };
};

/** A task has the name it had at the end of an interval; ms. */
const INTERVAL = 250;
/** Where looking is all there is. */
const INTERVAL_OF_LOOKS = 50;

const put = (text: string, file: string | undefined): void => {
  if (file === undefined) {
    writeToSharedStderr(text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${JSON.stringify(file)}: ${messageOf(error)}`);
  }
};
