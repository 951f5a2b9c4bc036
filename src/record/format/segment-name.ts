/**
 * The names of a recording's segments: `iotop-20261123T030000.123Z.ndjson.gz`.
 *
 * Sorted by name they are in the order they were written, so that `zcat DIR/*.gz` is one stream.
 */
import { type Milliseconds, milliseconds } from '../../lib/units.ts';

export const segmentName = (time: Milliseconds): string =>
  `iotop-${new Date(time).toISOString().replaceAll(/[-:]/g, '')}.ndjson.gz`;

/** When the segment was begun; undefined for a file that is no segment. */
export const timeOfSegment = (name: string): Milliseconds | undefined => {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : milliseconds(time);
};

/** A segment never goes past an hour of UTC, so that its first block says which times it can hold. */
export const hourOf = (time: Milliseconds): number => Math.floor(time / HOUR);

export const HOUR = 3_600_000;

const NAME = /^iotop-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3})Z\.ndjson\.gz$/;
