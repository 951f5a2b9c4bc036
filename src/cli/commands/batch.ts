/** Batch: every sample of a source as text on standard output, until it ends or nobody reads. */
import { readText } from '../../kernel/sys/proc/kernel-facts.ts';
import { byCharged } from '../../model/column-values.ts';
import { columnOf } from '../../model/columns.ts';
import { deviceFilter } from '../../model/devices/device-filter.ts';
import { Accumulator } from '../../model/totals/accumulate.ts';
import { SummaryBuilder } from '../../model/totals/summary.ts';
import { taskUnitOf } from '../../model/units/unit.ts';
import { buildLongReport, buildReport, lengthOf, rowOfEntry } from '../../model/view/report.ts';
import { isEverything, selectedIn } from '../../model/view/selection.ts';
import { sortRows } from '../../model/view/sort.ts';
import type { View } from '../../model/view/view.ts';
import { batchFormatter } from '../../render/list/batch.ts';
import type { BatchFormat } from '../../render/list/batch-layout.ts';
import { csvRows, csvTitles } from '../../render/list/csv.ts';
import { formatSummary } from '../../render/list/summary.ts';
import { cutLines } from '../../render/text/text-width.ts';
import type { Sample } from '../../sample/sample.ts';
import type { SampleSource } from '../../sample/source.ts';
import { encodeSample } from '../../sample/stream/encode.ts';
import { glyphsOf } from '../../tui/settings/glyphs.ts';
import { terminalAbilities } from '../../tui/terminal/abilities.ts';
import type { CommandIo } from '../effects/command-io.ts';
import type { Invocation } from '../options/invocation.ts';

type About = {
  readonly onSample: (sample: Sample) => void;
  /** A line above each list that has a summary: of what time it is, where that is not now. */
  readonly headingOf?: (sample: Sample) => string;
  /** Largest task id; absent: of this machine. */
  readonly pidMax?: number;
};

/** Prints until the invocation's iterations are over, the source ends, nobody reads any more, or a signal ends it. */
export const printLists = async (
  source: SampleSource,
  invocation: Invocation,
  io: Pick<CommandIo, 'stdout' | 'abandonStdout' | 'columns' | 'signal' | 'environment'>,
  about: About,
): Promise<void> => {
  // A reader that stands still must not keep us alive. A summary is still to be written: there a second signal ends us.
  const stop = (): void => {
    source.close();
    if (invocation.summary === 'hidden') io.abandonStdout();
  };
  if (io.signal.aborted) stop();
  io.signal.addEventListener('abort', stop, { once: true });
  const text = rendererOf(invocation, about);
  const print = printerOf(invocation, io);
  const summary = invocation.summary === 'shown' ? new SummaryBuilder() : undefined;
  let left = invocation.iterations ?? Number.POSITIVE_INFINITY;
  const rows = invocation.settings.unit === 'devices' ? 'of-devices' : 'of-tasks';
  const kept = deviceFilter(invocation.selection.devices, rows);
  try {
    for await (const whole of source) {
      const sample = kept(whole);
      about.onSample(sample);
      summary?.add(sample, selectedOf(sample, invocation));
      if (isEverything(invocation.selection) && countsOnce(invocation))
        summary?.addChargedTwice(sample);
      for (const piece of text(sample)) if (!(await print(piece))) return;
      left -= 1;
      if (left <= 0) break;
    }
  } finally {
    source.close();
  }
  if (summary !== undefined && invocation.output === 'batch') {
    await print(`\n${formatSummary(summary.build(), invocation.settings)}`);
  }
  io.signal.removeEventListener('abort', stop);
};

/** Prints whole lines. On a terminal lists for people end at its edge: a line that is folded hides two others. */
const printerOf = (
  { output, personality, settings }: Invocation,
  { stdout, columns, environment }: Pick<CommandIo, 'stdout' | 'columns' | 'environment'>,
): CommandIo['stdout'] => {
  if (output !== 'batch' || personality.list.atTheEdge !== 'cut') return stdout;
  const abilities = terminalAbilities(environment);
  const mark = glyphsOf({ settings, abilities }) === 'unicode' ? '…' : '.';
  return (text) => {
    const room = columns();
    return stdout(room === undefined ? text : cutLines(text, room, mark));
  };
};

/** A sample as text, in one piece or more. */
type Renderer = (sample: Sample) => Iterable<string>;

const selectedOf = (sample: Sample, { selection, settings }: Invocation): Sample['tasks'] =>
  sample.tasks.filter(selectedIn(sample, selection, taskUnitOf(settings.unit)));

const rendererOf = (invocation: Invocation, about: About): Renderer => {
  switch (invocation.output) {
    case 'json':
      return (sample) => [`${encodeSample({ ...sample, tasks: inOrder(sample, invocation) })}\n`];
    case 'csv':
      return csvRenderer(invocation);
    default:
      return listRenderer(invocation, about);
  }
};

/** The tasks of a line of JSON: by id, or as was asked. */
const inOrder = (sample: Sample, invocation: Invocation): Sample['tasks'] => {
  const tasks = selectedOf(sample, invocation);
  if (invocation.listOrder === 'usual') return tasks;
  const interval = lengthOf(sample);
  const { sort, context } = viewOf(invocation);
  const rows = tasks.map((entry) => rowOfEntry(entry, interval));
  return sortRows(rows, sort, { ...context, now: sample.endedAt }).map(({ entry }) => entry);
};

/** Active tasks only: idle ones are lines of zeros. */
const csvRenderer = (invocation: Invocation): Renderer => {
  const usual = viewOf(invocation);
  const { ended: _, ...apart } = usual;
  const view: View = { ...apart, unit: taskUnitOf(usual.unit), measure: 'rate', show: 'active' };
  let titles = csvTitles();
  return (sample) => {
    const text = titles + csvRows(buildReport(sample, view));
    titles = '';
    return [text];
  };
};

const listRenderer = (invocation: Invocation, { pidMax, headingOf }: About): Renderer => {
  const view = viewOf(invocation);
  const format = batchFormatter(formatOf(invocation, pidMax));
  const accumulator = view.measure === 'rate' ? undefined : new Accumulator();
  let iteration = 0;
  return function* (sample) {
    iteration += 1;
    // Selected tasks only: many others would push them out of the accumulator.
    accumulator?.add({ ...sample, tasks: selectedOf(sample, invocation) });
    const time = invocation.time === 'shown' ? clockText(sample.wallTime) : undefined;
    if (headingOf !== undefined && invocation.quiet < 3) yield `${headingOf(sample)}\n`;
    yield* format(buildLongReport(sample, view, accumulator), iteration, time);
  };
};

const countsOnce = ({ personality }: Invocation): boolean => personality.list.loops === 'once';

const viewOf = (invocation: Invocation): View => {
  const { settings, selection, listOrder, personality } = invocation;
  // With amounts shown, the largest come first.
  const usual = settings.measure === 'rate' ? personality.defaults.sortColumn : 'moved';
  const column =
    listOrder !== 'asked' && usual === 'moved'
      ? { ...columnOf(usual), ...byCharged }
      : columnOf(listOrder === 'asked' ? settings.sortColumn : usual);
  return {
    unit: settings.unit,
    measure: settings.measure,
    since: settings.since,
    show: settings.show,
    selection,
    sort: { column, direction: column.firstSort },
    mostEnded: MOST_ENDED,
    ...(settings.measure === 'rate' && personality.list.ended === 'marked' ? FOLDED : {}),
    context: { commandStyle: settings.commandStyle },
    ...(countsOnce(invocation) ? {} : { loops: 'twice' }),
  };
};

/** Of a storm of short tasks a list would have a line each. Other iotops list none: ours alone is free to. */
const FOLDED = { ended: 'folded' } as const;

/** Rows of ended tasks in a list of amounts: more, and lists would be megabytes a second. */
const MOST_ENDED = 200;

const formatOf = (
  invocation: Invocation,
  pidMax = Number(readText('/proc/sys/kernel/pid_max') ?? USUAL_PID_MAX),
): BatchFormat => {
  const { settings, personality } = invocation;
  return {
    ...personality.list,
    base: settings.base,
    threshold: settings.threshold,
    amounts: settings.amounts,
    users: settings.userNames,
    idWidth: Math.max(LEAST_ID_WIDTH[personality.list.layout], String(pidMax).length),
    vfs: (['vfs-read', 'vfs-write'] as const).filter((id) => settings.columns.has(id)),
    quiet: invocation.quiet,
    unattributed: invocation.unattributed,
  };
};

const USUAL_PID_MAX = 32_768;

const LEAST_ID_WIDTH: Readonly<Record<BatchFormat['layout'], number>> = {
  'iotop-c': 6,
  'iotop-py': 3,
};

/** `HH:MM:SS`, local time. */
const clockText = (wallTime: number): string => new Date(wallTime).toTimeString().slice(0, 8);
