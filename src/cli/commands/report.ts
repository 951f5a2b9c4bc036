/** `iotop report DIR`: who did how much, from when to when. */
import { UnavailableError, UsageError } from '../../lib/errors.ts';
import { choiceOf } from '../../lib/option-value.ts';
import { deviceFilter } from '../../model/devices/device-filter.ts';
import { bareDeviceName, type DeviceNames } from '../../model/devices/device-names.ts';
import { SeenValues } from '../../model/filter/seen-values.ts';
import { GROUPING_IDS, type GroupingId } from '../../model/range/grouping.ts';
import { RangeTotals } from '../../model/range/range-report.ts';
import {
  EVERYTHING,
  isEverything,
  onlySelected,
  type Selection,
} from '../../model/view/selection.ts';
import { reportHtml } from '../../render/report/html.ts';
import { rangeCompareText } from '../../render/report/range-compare.ts';
import {
  rangeCompareCsv,
  rangeReportCsv,
  rangeReportJson,
} from '../../render/report/range-data.ts';
import { rangeReportText } from '../../render/report/range-report-text.ts';
import { spanText, wallTimeText } from '../../render/text/wall-time.ts';
import { WHERE_OPTION } from '../../tui/settings/content-settings.ts';
import type { CommandIo } from '../effects/command-io.ts';
import { noteUnknown } from '../effects/notes/value-notes.ts';
import { rightsToRead, rightsToWrite } from '../effects/rights/recording-rights.ts';
import type { CommandPage } from '../options/command-page.ts';
import type { Arguments } from '../options/parse-arguments.ts';
import { DEVICE_OPTION, devicesIn, numberIn, whereIn } from '../options/shared-options.ts';
import { parseRange, RANGE_OPTIONS, type TimeRange, timeRangeOf } from '../options/time-range.ts';
import { DamageSummary } from '../recording/damage-summary.ts';
import {
  endOf,
  type OnProblem,
  openInput,
  type RecordingInput,
  samplesOf,
  spanOf,
} from '../recording/recording-input.ts';
import { withKnownDevices } from '../recording/replay-samples.ts';
import { command, oneFolder } from './command.ts';
import { openPageFile } from './page-file.ts';

export const REPORT_PAGE = {
  usage: 'iotop report [OPTIONS] [DIR|FILE|-]',
  about: `Prints who did how much in a recording: bytes read and written with shares, the peak and when it was, waits, and what is
missing. A time without a date is the latest such time before the end of the recording.`,
  options: [
    ...RANGE_OPTIONS,
    DEVICE_OPTION,
    WHERE_OPTION,
    {
      name: 'by',
      value: 'WHAT',
      takes: GROUPING_IDS,
      help: `group by ${GROUPING_IDS.join(', ')} [default: command]`,
    },
    {
      name: 'top',
      value: 'NUM',
      help: 'print the first NUM and the sum of the rest [default: 10; all with --csv]',
    },
    { name: 'compare', value: 'FROM..TO', help: 'compare with another range, by average rates' },
    { name: 'json', help: 'print one JSON object (docs/report.md)' },
    { name: 'csv', help: 'print comma-separated values with a header line' },
    { name: 'html', value: 'FILE', help: 'write one self-contained page with a timeline' },
  ],
} as const satisfies CommandPage;

/** 0, or 1 when the range, or the one it is compared with, has no sample: then nothing is known of it, not even that it was quiet. */
export const runReport = command(REPORT_PAGE, async (given, io) => {
  const options = reportOptionsOf(given);
  const selection = { ...EVERYTHING, ...whereIn(given) };
  const path = oneFolder('report', given.positionals);
  const { html } = options;
  const isFile = html !== undefined && html !== '-';
  io.keepOnly(...(isFile ? ([rightsToWrite(html)] as const) : rightsToRead(path)));
  const input = await openInput(path, io.stdin);
  const damage = new DamageSummary(io.stderr);
  const end = endOf(input);
  const range = timeRangeOf(given.value('from'), given.value('to'), end);
  const other = given.parsed('compare', (text, option) => parseRange(text, option, end));
  if (other !== undefined && input.kind === 'stream' && !input.isFile) {
    throw new UsageError('--compare reads twice, which a stream cannot; name a folder or a file');
  }
  const page = isFile ? await openPageFile(html) : undefined;
  try {
    const devices = devicesIn(given)?.map(bareDeviceName);
    const seen = new SeenValues(selection.where);
    const reading = { input, by: options.by, damage, signal: io.signal, devices, selection, seen };
    const totals = await totalsOf(range, reading);
    // What is wrong with a file of lines, wherever in it, is said once.
    const again =
      input.kind === 'stream' ? { ...reading, damage: new DamageSummary(() => {}) } : reading;
    const before = other === undefined ? undefined : await totalsOf(other, again);
    damage.end(path);
    const room = page === undefined ? io.columns() : undefined;
    const text = textOf(totals, before, options, room);
    await (page === undefined ? io.stdout(text) : page.fill(text));
    const empty = [totals.samples === 0 && range, before?.samples === 0 && other];
    const unknown = empty.filter((asked) => typeof asked === 'object');
    noteUnknown(selection.where, { ...seen.known(), ...IN_RECORDING }, io.stderr);
    for (const asked of unknown) {
      io.stderr(`nothing was recorded in this time (${asTyped(asked)}); ${heldIn(input)}`);
    }
    return unknown.length === 0 ? 0 : 1;
  } catch (error) {
    await page?.abandon();
    throw error;
  }
});

/** The range as it was understood. */
const asTyped = ({ from, to }: TimeRange): string => {
  if (from !== undefined && to !== undefined) return spanText({ from, to });
  if (from !== undefined) return `${wallTimeText(from)} or later`;
  return to === undefined ? 'any time' : `${wallTimeText(to)} or earlier`;
};

const heldIn = (input: RecordingInput): string => {
  if (input.kind === 'stream') return `nothing else could be read from ${input.name}`;
  const span = spanOf(input.segments);
  return span === undefined ? 'nothing else could be read' : `the recording has ${spanText(span)}`;
};

type Given = Arguments<(typeof REPORT_PAGE)['options'][number]['name']>;

type ReportOptions = {
  readonly by: GroupingId;
  readonly top: number;
  readonly output: 'text' | 'json' | 'csv';
  /** `-` is standard output. */
  readonly html: string | undefined;
};

const reportOptionsOf = (given: Given): ReportOptions => {
  const html = given.value('html');
  const flags = [given.flag('json'), given.flag('csv'), html !== undefined].filter(Boolean).length;
  if (flags > 1) throw new UsageError('--json, --csv and --html exclude each other; give one');
  if (given.value('compare') !== undefined && html !== undefined) {
    throw new UsageError('--html shows one range; --compare gives text, --json or --csv');
  }
  if (given.value('by') === 'device') {
    throw new UsageError(
      '--by adds up tasks, and a task asks several devices; a report ends with a table of devices, and --device=NAME keeps it to one',
    );
  }
  return {
    by: choiceOf(given.value('by'), '--by', GROUPING_IDS) ?? 'command',
    top: topOf(given),
    output: given.flag('json') ? 'json' : given.flag('csv') ? 'csv' : 'text',
    html,
  };
};

/** CSV is for programs: not cut unless asked for. */
const topOf = (given: Given): number =>
  given.parsed('top', numberIn({ least: 1, whole: true })) ??
  (given.flag('csv') ? Number.POSITIVE_INFINITY : 10);

type Reading = {
  readonly input: RecordingInput;
  readonly by: GroupingId;
  /** Hears what is damaged. */
  readonly damage: DamageSummary;
  readonly signal: CommandIo['signal'];
  /** undefined: all. */
  readonly devices: DeviceNames | undefined;
  readonly selection: Selection;
  /** Told of all that is read. */
  readonly seen: SeenValues;
};

const totalsOf = async (
  range: TimeRange,
  { input, by, damage, signal, devices, selection, seen }: Reading,
): Promise<RangeTotals> => {
  const totals = new RangeTotals({ by, asked: range, isOfAll: isEverything(selection) });
  const onProblem: OnProblem = (line, lost) => {
    damage.add(line, lost);
    if (lost !== undefined) totals.addDamaged(lost);
  };
  const kept = deviceFilter(devices, 'of-tasks');
  const samples = withKnownDevices(samplesOf(input, range, onProblem), devices);
  for await (const sample of samples) {
    if (signal.aborted) throw new UnavailableError('interrupted', '');
    seen.add(sample);
    totals.add(onlySelected(kept(sample), selection, PARTIAL));
  }
  return totals;
};

/** A device or a user that did nothing is not in a recording. */
const IN_RECORDING = { where: 'did anything in what was read', outcome: 'nothing is chosen by it' };

const PARTIAL = 'only the tasks chosen by --where are counted';

/** @param room cells of a line of a terminal; undefined: it goes elsewhere */
const textOf = (
  totals: RangeTotals,
  before: RangeTotals | undefined,
  { output, html, top }: ReportOptions,
  room: number | undefined,
): string => {
  if (html !== undefined) return reportHtml(totals.result(top));
  if (output === 'json') return rangeReportJson(totals.result(top), before?.result(top));
  if (before !== undefined) {
    return output === 'csv'
      ? rangeCompareCsv(totals.result(), before.result(), top)
      : rangeCompareText(totals.result(), before.result(), top, room);
  }
  return output === 'csv'
    ? rangeReportCsv(totals.result(top))
    : rangeReportText(totals.result(top), room);
};
