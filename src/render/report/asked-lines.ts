/** What devices were asked for over a time, and on whose behalf: a small table for people. */
import { OWNER_WORDS } from '../../model/owners.ts';
import {
  type Asked,
  type AskedDevice,
  bytesOf,
  bytesOfDevice,
} from '../../model/totals/asked-totals.ts';
import { latenciesText, UNKNOWN } from '../text/cell.ts';
import { sanitize } from '../text/sanitize.ts';
import { tableLines } from '../text/table.ts';

/** A line for the tasks together and one for each owner that matters, by device; empty where nothing was asked. @param amount text of bytes */
export const askedLines = (
  devices: readonly AskedDevice[],
  amount: (bytes: number) => string,
): readonly string[] => {
  const rows = devices.flatMap((device) => {
    const least = bytesOfDevice(device) * LEAST_SHARE;
    const rowOf = (asked: Asked, by: string): readonly string[] => [
      deviceName(device),
      amount(asked.read),
      amount(asked.write),
      asked.meanLatency === undefined ? UNKNOWN : latenciesText(asked.meanLatency, asked.p99),
      by,
    ];
    return [
      ...(bytesOf(device.tasks) > 0 ? [rowOf(device.tasks, 'tasks')] : []),
      ...device.owners
        .filter((owner) => bytesOf(owner) >= least)
        .map((owner) => rowOf(owner, OWNER_WORDS[owner.owner].whole)),
    ];
  });
  if (rows.length === 0) return [];
  const isTimed = rows.some((cells) => cells[LATENCY] !== UNKNOWN);
  const shown = (cells: readonly string[]): readonly string[] =>
    isTimed ? cells : cells.filter((_, index) => index !== LATENCY);
  const align = [
    'left',
    'right',
    'right',
    ...(isTimed ? (['right'] as const) : []),
    'left',
  ] as const;
  return tableLines(align, [TITLES, ...rows].map(shown));
};

const TITLES = ['DEVICE', 'FROM DISK', 'TO DISK', 'LAT/P99', 'FOR'];
/** Where it stands: a column only where it is known, as it is not of recordings made before they kept it. */
const LATENCY = 3;

/** Owners of less are in JSON alone. */
export const LEAST_SHARE = 0.01;

/** Bytes of a device that is no disk are another's too. */
export const deviceName = ({ name, kind = 'disk' }: Pick<AskedDevice, 'name' | 'kind'>): string =>
  kind === 'disk' ? sanitize(name) : `${sanitize(name)} (${kind})`;
