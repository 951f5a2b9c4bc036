/** `--from` and `--to`, against a recording. */
import { defined } from '../../lib/defined.ts';
import { UsageError } from '../../lib/errors.ts';
import type { Milliseconds } from '../../lib/units.ts';
import type { Zone } from '../../lib/zone.ts';
import { timeOf } from './time-text.ts';

export const RANGE_OPTIONS = [
  {
    name: 'from',
    value: 'TIME',
    help: 'such as "03:00", "yesterday 15:20", "2026-11-23 03:00", "1h ago" [default: the beginning]',
  },
  { name: 'to', value: 'TIME', help: 'in the same forms [default: the end]' },
] as const;

export type TimeRange = { readonly from?: Milliseconds; readonly to?: Milliseconds };

/**
 * A clock alone as `from` is looked for before `to`: `--from 23:00 --to 03:00` is a night. All else goes by the end of the
 * recording: from "2h ago" to "1h ago" is an hour. Where clocks were set back, an hour they showed twice is in the range both times.
 * @param end of the recording
 * @throws UsageError for what is no time, and when `from` is after `to`
 */
export const timeRangeOf = (
  fromText: string | undefined,
  toText: string | undefined,
  end: Milliseconds,
  zone?: Zone,
): TimeRange => rangeOf([fromText, toText], ['--from', '--to'], end, zone);

/** `FROM..TO`, as of `--compare`; either side may be empty. */
export const parseRange = (
  text: string,
  option: string,
  end: Milliseconds,
  zone?: Zone,
): TimeRange => {
  const at = text.indexOf('..');
  if (at < 0) {
    throw new UsageError(`invalid range ${JSON.stringify(text)} for ${option}; give FROM..TO`);
  }
  const sides = [text.slice(0, at), text.slice(at + 2)].map((side) => side.trim() || undefined);
  const names = [`the beginning of ${option}`, `the end of ${option}`] as const;
  return rangeOf([sides[0], sides[1]], names, end, zone);
};

/** @param names what the messages call the two */
const rangeOf = (
  [fromText, toText]: readonly [string | undefined, string | undefined],
  [fromName, toName]: readonly [string, string],
  end: Milliseconds,
  zone: Zone | undefined,
): TimeRange => {
  const frame = { end, ...defined({ zone }) };
  const to =
    toText === undefined ? undefined : timeOf(toText, toName, { ...frame, repeated: 'last' });
  const from =
    fromText === undefined
      ? undefined
      : timeOf(fromText, fromName, { ...frame, before: to ?? end, repeated: 'first' });
  if (from !== undefined && from > (to ?? Number.POSITIVE_INFINITY)) {
    throw new UsageError(`${fromName} ${fromText} is after ${toName} ${toText}`);
  }
  return {
    ...defined({ from, to }),
  };
};
