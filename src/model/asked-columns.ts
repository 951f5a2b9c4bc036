/** Rows of the table of columns (columns.ts): the requests that the disks were asked for. Of who asked for none there is no mean: unknown. */
import type { DiskEntry } from '../sample/sample.ts';
import {
  type Asked,
  askedOnce,
  busiestFirst,
  latencyOfAll,
  meanInFlight,
  meanLatency,
  requestSize,
  requestsOf,
  summed,
} from './asked.ts';
import type { Column, ColumnContext } from './column.ts';
import { byWork } from './column-values.ts';
import type { Row } from './view/row.ts';

/** The devices that did what the row's task asked for. @returns undefined: nobody watched */
const disksOf = ({ entry }: Row, { kindOf }: ColumnContext): readonly DiskEntry[] | undefined => {
  const { disk, diskRead } = entry;
  if (disk === undefined) return diskRead === undefined ? undefined : [];
  return askedOnce(disk, (device) => kindOf?.(device));
};

/** What those devices were asked for. */
const askedBy =
  <Of>(figure: (asked: readonly Asked[], row: Row) => Of | undefined) =>
  (row: Row, context: ColumnContext): Of | undefined => {
    const disks = disksOf(row, context);
    return disks && figure(disks, row);
  };

export const ASKED_COLUMNS = [
  {
    id: 'iops',
    title: 'IOPS',
    help: 'Reads and writes a second that the disks were asked for, before neighbours are merged',
    kind: 'count',
    firstSort: 'descending',
    value: askedBy((asked, { interval }) =>
      interval > 0 ? summed(asked, requestsOf) / (interval / 1e9) : undefined,
    ),
    ...byWork,
  },
  {
    id: 'request-size',
    title: 'AVG-RQ',
    help: 'Bytes of one of these reads and writes, on average',
    kind: 'size',
    firstSort: 'descending',
    value: askedBy(requestSize),
    ...byWork,
  },
  {
    id: 'latency',
    title: 'LAT/P99',
    help: 'Time they took in queue and device: the mean, and what 99 % took less than, a power of two; a mean above that is of a few that took very long',
    kind: 'latencies',
    firstSort: 'descending',
    value: askedBy(meanLatency),
    most: askedBy((asked) => latencyOfAll(asked, 0.99)),
    ...byWork,
  },
  {
    id: 'in-flight',
    title: 'INFL',
    help: 'How many were in queue and device at once, on average: busy, whether it waits for them or not',
    kind: 'mean',
    firstSort: 'descending',
    value: askedBy((asked, { interval }) => meanInFlight(asked, interval)),
    ...byWork,
  },
  {
    id: 'device',
    title: 'DEVICE',
    help: 'The disk it asked for most, and how many others it asked',
    kind: 'text',
    firstSort: 'ascending',
    value: (row, context) => {
      const [busiest, ...others] = busiestFirst(disksOf(row, context) ?? []);
      if (busiest === undefined) return undefined;
      return busiest.device + (others.length === 0 ? '' : ` +${others.length}`);
    },
  },
] as const satisfies readonly Column[];
