/** `--from` and `--to`, against a recording. */
import { UsageError } from '../lib/errors.ts';
import { type Milliseconds, milliseconds } from '../lib/units.ts';
import { timeOf } from './time-text.ts';

export type TimeRange = { readonly from?: Milliseconds; readonly to?: Milliseconds };

/**
 * `from` is looked for before `to`: `--from 23:00 --to 03:00` is a night.
 *
 * @param end of the recording
 * @throws UsageError for what is no time, and when `from` is after `to`
 */
export const timeRangeOf = (
  fromText: string | undefined,
  toText: string | undefined,
  end: Milliseconds,
): TimeRange => {
  const to = toText === undefined ? undefined : timeOf(toText, '--to', end);
  const from = fromText === undefined ? undefined : timeOf(fromText, '--from', to ?? end);
  if (from !== undefined && from > (to ?? Number.POSITIVE_INFINITY)) {
    throw new UsageError(`--from ${fromText} is after --to ${toText}`);
  }
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
};

/** `FROM..TO`, as of `--compare`; either side may be empty. */
export const parseRange = (text: string, option: string, end: Milliseconds): TimeRange => {
  const at = text.indexOf('..');
  if (at < 0)
    throw new UsageError(`invalid range ${JSON.stringify(text)} for ${option}; give FROM..TO`);
  const [from, to] = [text.slice(0, at).trim(), text.slice(at + 2).trim()];
  return timeRangeOf(from === '' ? undefined : from, to === '' ? undefined : to, milliseconds(end));
};
