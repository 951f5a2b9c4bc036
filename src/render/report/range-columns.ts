/** The columns of a report over a time, as one table: text, CSV and the HTML page are printed from it. */
import type { BytesPerSecond, Nanoseconds, Ratio } from '../../lib/units.ts';
import { type Grouping, groupingOf } from '../../model/range/grouping.ts';
import type { RangeAmounts } from '../../model/range/range-group.ts';
import type { OthersTotal, RangeReport, RangeRow } from '../../model/range/range-report.ts';
import { formatBytes, formatDuration, formatShare, UNKNOWN } from '../text/cell.ts';
import { csvNameOf } from '../text/csv-name.ts';
import { sanitize } from '../text/sanitize.ts';
import { USUAL_SCALE } from '../text/scale.ts';
import type { Align } from '../text/table.ts';
import { wallTimeText } from '../text/wall-time.ts';

export type RangeColumn<Row = RangeRow> = {
  readonly title: string;
  /** The name in CSV, with its unit where it has one. */
  readonly name: string;
  readonly align: Align;
  /** For people; undefined is shown as unknown. */
  readonly text: (row: Row) => string | undefined;
  /** For programs: raw bytes, nanoseconds, milliseconds since 1970; undefined is an empty cell. */
  readonly raw: (row: Row) => number | string | undefined;
  /** For people, of the groups that are not shown, together; absent: nothing is. */
  readonly ofOthers?: (others: OthersTotal) => string | undefined;
};

/** A column of any row that says who it is. */
type SubjectColumn = RangeColumn<Pick<RangeRow, 'subject'>>;

/** All columns of a grouping, in order. */
export const rangeColumns = (grouping: Grouping): readonly RangeColumn[] => {
  const { owner, name } = subjectColumns(grouping);
  return [...owner, ...FIGURES, name];
};

/** Those of which something is known, for people: what the disks were asked for only where that was watched. */
export const knownColumns = ({ by, total }: RangeReport): readonly RangeColumn[] =>
  rangeColumns(groupingOf(by)).filter(
    ({ name }) => total.diskWrite !== undefined || !ASKED_NAMES.includes(name),
  );

const ASKED_NAMES: readonly string[] = [csvNameOf('diskRead'), csvNameOf('diskWrite')];

/** Columns that say who it is: `owner` before the figures, `name` behind them. */
export const subjectColumns = (
  grouping: Grouping,
): { readonly owner: readonly SubjectColumn[]; readonly name: SubjectColumn } => ({
  owner: grouping.id === 'process' ? [PID, USER] : [],
  name: {
    title: grouping.title,
    name: 'name',
    align: 'left',
    text: ({ subject }) => sanitize(subject.name),
    raw: ({ subject }) => subject.name,
    ofOthers: (others) => othersName(others, grouping),
  },
});

export const othersName = (
  { groups }: Pick<OthersTotal, 'groups'>,
  { noun, plural }: Grouping,
): string => `${groups} other ${groups === 1 ? noun : plural}`;

const PID: SubjectColumn = {
  title: 'PID',
  name: 'pid',
  align: 'right',
  text: ({ subject }) => (subject.pid === undefined ? undefined : String(subject.pid)),
  raw: ({ subject }) => subject.pid,
};

const USER: SubjectColumn = {
  title: 'USER',
  name: 'user',
  align: 'left',
  text: ({ subject }) => {
    const { user, uid } = subject;
    if (user !== undefined) return sanitize(user);
    return uid === undefined ? undefined : String(uid);
  },
  raw: ({ subject }) => subject.user ?? subject.uid,
};

const WIDTH = 11;

export const amountText = (amount: number | undefined): string | undefined =>
  amount === undefined ? undefined : formatBytes(amount, '', USUAL_SCALE, WIDTH);

export const rateText = (rate: BytesPerSecond): string =>
  formatBytes(rate, '/s', USUAL_SCALE, WIDTH);

/** With its sign. */
export const changeText = (change: BytesPerSecond): string =>
  `${change > 0 ? '+' : ''}${rateText(change)}`;

const waitText = (wait: Nanoseconds | undefined): string | undefined =>
  wait === undefined ? undefined : formatDuration(wait);

export const shareText = (share: Ratio): string => (share >= 1 ? '100 %' : formatShare(share, 7));

const amountColumn = <Name extends keyof RangeAmounts>(
  title: string,
  amount: Name,
  text: (value: RangeAmounts[Name]) => string | undefined,
): RangeColumn => ({
  title,
  name: csvNameOf(amount),
  align: 'right',
  text: ({ amounts }) => text(amounts[amount]),
  raw: ({ amounts }) => amounts[amount],
  ofOthers: (others) => text(others[amount]),
});

const shareColumn = (name: string, share: 'readShare' | 'writeShare'): RangeColumn => ({
  title: '%',
  name,
  align: 'right',
  text: ({ [share]: value }) => (value === undefined ? undefined : shareText(value)),
  raw: ({ [share]: value }) => value,
});

const seenColumn = (title: string, name: string, end: keyof RangeRow['seen']): RangeColumn => ({
  title,
  name,
  align: 'left',
  text: ({ seen }) => wallTimeText(seen[end]),
  raw: ({ seen }) => seen[end],
});

const FIGURES: readonly RangeColumn[] = [
  amountColumn('READ', 'read', amountText),
  shareColumn('read_share', 'readShare'),
  amountColumn('WRITTEN', 'write', amountText),
  shareColumn('write_share', 'writeShare'),
  amountColumn('FROM DISK', 'diskRead', amountText),
  amountColumn('TO DISK', 'diskWrite', amountText),
  amountColumn('CANCELLED', 'cancelledWrite', amountText),
  amountColumn('IO WAIT', 'ioWait', waitText),
  amountColumn('SWAP WAIT', 'swapWait', waitText),
  {
    title: 'PEAK',
    name: 'peak_bytes_per_second',
    align: 'right',
    text: ({ peak }) => (peak === undefined ? UNMOVED : rateText(peak.rate)),
    raw: ({ peak }) => peak?.rate,
  },
  {
    title: 'AT',
    name: 'peak_at_ms',
    align: 'left',
    text: ({ peak }) => (peak === undefined ? '' : wallTimeText(peak.at)),
    raw: ({ peak }) => peak?.at,
  },
  seenColumn('FIRST SEEN', 'first_seen_ms', 'from'),
  seenColumn('LAST SEEN', 'last_seen_ms', 'to'),
  {
    title: 'ENDED',
    name: csvNameOf('ended'),
    align: 'right',
    text: ({ ended }) => String(ended),
    raw: ({ ended }) => ended,
    ofOthers: ({ ended }) => String(ended),
  },
];

/** The peak of a group that moved nothing. */
const UNMOVED = formatBytes(0, '/s', USUAL_SCALE, WIDTH);

/** A cell's text; unknown is `-`. */
export const cellText = <Row>(column: RangeColumn<Row>, row: Row): string =>
  column.text(row) ?? UNKNOWN;
