/** `iotop run`: like time(1), but for the disk: what a command and all its descendants read, wrote, cancelled and waited for. */

import { writeFileSync, writeSync } from 'node:fs';
import { systemClock } from '../../kernel/sys/clock.ts';
import { messageOf, UsageError } from '../../lib/errors.ts';
import { milliseconds, nanoseconds } from '../../lib/units.ts';
import { SummaryBuilder } from '../../model/totals/summary.ts';
import {
  formatRunReport,
  type RunReport,
  runReportToJson,
  UNSEEN,
} from '../../render/list/run-report.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { USUAL_SCALE } from '../../render/text/scale.ts';
import type { Sample } from '../../sample/sample.ts';
import {
  type OpenedDescendants,
  openDescendants,
} from '../../sampler/descendants/open-descendants.ts';
import { watchCommand } from '../../sampler/descendants/watch.ts';
import { LiveSource } from '../../sampler/live/live-source.ts';
import { chargesNoter, noteEngine } from '../effects/notes.ts';
import { outputStream } from '../effects/output-stream.ts';
import { ignoredSignals } from '../effects/process-io.ts';
import { commandHelp } from '../options/command-page.ts';
import { type Child, type Ending, startChild } from './run-child.ts';
import { RUN_PAGE, type RunOptions, readRunOptions } from './run-options.ts';

/**
 * Prints at the command's end and returns its exit status. Standard output and input are not touched: they are the command's.
 * @throws UsageError for options that are wrong and a file that cannot be written, UnavailableError when nothing can be measured
 */
export const runCommand = async (args: readonly string[]): Promise<number> => {
  const options = readRunOptions(args);
  if (options.kind === 'help') {
    await outputStream(process.stdout).write(commandHelp(RUN_PAGE));
    return 0;
  }
  if (options.file !== undefined) put('', options.file);
  let child: Child | undefined;
  const opened = openDescendants({
    self: process.pid,
    engine: options.engine,
    command: () => child?.pid,
  });
  const result = await measure(opened, () => {
    child = startChild(options.command, options.args, ignoredSignals);
    return child.ended;
  });
  if (result.ending.kind === 'not-started') {
    note(result.ending.problem);
    return result.ending.status;
  }
  noteEngine(opened.rejected, opened.engine.name, note);
  for (const line of result.notes) note(line);
  put(textOf({ ...result, ending: result.ending }, opened, options), options.file);
  return result.ending.status;
};

type Measured<How extends Ending> = {
  readonly summary: SummaryBuilder;
  readonly ending: How;
  /** ns */
  readonly elapsed: number;
  /** What the figures must be read with: said once the command has ended, for until then standard error is its own. */
  readonly notes: readonly string[];
};

const measure = async (
  { engine, descendants }: OpenedDescendants,
  start: () => Promise<Ending>,
): Promise<Measured<Ending>> => {
  const source = new LiveSource({
    engine,
    clock: systemClock,
    interval: milliseconds(descendants.sees === 'every' ? INTERVAL : INTERVAL_OF_LOOKS),
    system: [],
    details: { commands: 'skip', priorities: 'skip', users: undefined },
  });
  const summary = new SummaryBuilder();
  const notes: string[] = [];
  const noteCharges = chargesNoter((line) => notes.push(line));
  let ending: Ending | undefined;
  let elapsed = 0;
  const onSample = (sample: Sample, ours: Sample['tasks']): void => {
    noteCharges(sample);
    summary.add({ ...sample, gaps: [...sample.gaps, ...descendants.takeGaps()] }, ours);
  };
  const startAndTime = async (): Promise<void> => {
    const startedAt = systemClock.bootTime();
    ending = await start();
    elapsed = systemClock.bootTime() - startedAt;
  };
  try {
    await watchCommand({ source, descendants, start: startAndTime, onSample });
    const unseen = descendants.unseen();
    if (unseen !== undefined) summary.addAmounts(UNSEEN, unseen);
  } finally {
    source.close();
    descendants.close();
  }
  if (ending === undefined) throw new Error('the samples ended before the command');
  return { summary, ending, elapsed, notes };
};

/** A task has the name it had at the end of an interval; ms. */
const INTERVAL = 250;
/** Where looking is all there is. */
const INTERVAL_OF_LOOKS = 50;

const textOf = (
  { summary, ending, elapsed }: Measured<Ending & { readonly kind: 'ended' }>,
  { engine, descendants }: OpenedDescendants,
  { command, args, format }: RunOptions,
): string => {
  const report: RunReport = {
    command: [command, ...args],
    status: ending.status,
    ...(ending.signal === undefined ? {} : { signal: ending.signal }),
    elapsed: nanoseconds(elapsed),
    engine: engine.name,
    sees: descendants.sees,
    summary: summary.build(),
  };
  return format === 'json'
    ? `${JSON.stringify(runReportToJson(report))}\n`
    : formatRunReport(report, USUAL_SCALE);
};

const put = (text: string, file: string | undefined): void => {
  if (file === undefined) {
    writeAll(text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${JSON.stringify(file)}: ${messageOf(error)}`);
  }
};

const note = (line: string): void => writeAll(`iotop: ${sanitize(line)}\n`);

/** Not through a stream, which would change the terminal or pipe we share with the command. Nobody reading is no error. */
const writeAll = (text: string): void => {
  try {
    writeSync(2, text);
  } catch {
    // The command's exit status still is the result.
  }
};
