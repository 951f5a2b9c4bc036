/**
 * Samples on their way to a replay, and what must be said of their times: that none is of the time asked for, and where the
 * clock was set.
 */
import { UnavailableError } from '../../lib/errors.ts';
import { type Milliseconds, nanoseconds, nanosecondsToMilliseconds } from '../../lib/units.ts';
import { unknownDevice } from '../../model/devices/device-filter.ts';
import type { DeviceNames } from '../../model/devices/device-names.ts';
import { clockStepBetween } from '../../model/range/clock-steps.ts';
import { clockStepText, wallTimeText } from '../../render/text/wall-time.ts';
import type { Sample } from '../../sample/sample.ts';

/** The same samples. @param say hears where the clock was set, when that place is passed */
export async function* sayingClockSteps(
  samples: AsyncIterable<Sample>,
  say: (line: string) => void,
): AsyncGenerator<Sample> {
  let previous: Sample | undefined;
  for await (const sample of samples) {
    const step = previous && clockStepBetween(previous, sample);
    if (step !== undefined) say(clockStepText(step));
    previous = sample;
    yield sample;
  }
}

/**
 * The same samples, the first of which should be of the time asked for.
 * @param say hears when it is of another
 * @throws UnavailableError at their end, when there was none
 */
export async function* startingAt(
  at: Milliseconds,
  samples: AsyncIterable<Sample>,
  say: (line: string) => void,
): AsyncGenerator<Sample> {
  let isFirst = true;
  for await (const sample of samples) {
    const other = isFirst ? otherTimeText(at, sample) : undefined;
    if (other !== undefined) say(other);
    isFirst = false;
    yield sample;
  }
  if (!isFirst) return;
  throw new UnavailableError(`nothing was recorded at ${wallTimeText(at)} or later`, '');
}

/**
 * The same samples.
 * @param names of devices that somebody keeps to; undefined: all
 * @throws UsageError at their end, when none of them had a device of one of the names
 */
export async function* withKnownDevices(
  samples: AsyncIterable<Sample>,
  names: DeviceNames | undefined,
): AsyncGenerator<Sample> {
  const known = new Set<string>();
  for await (const sample of samples) {
    if (names !== undefined)
      for (const { name, alias = name } of sample.system.devices ?? []) known.add(name).add(alias);
    yield sample;
  }
  const unknown = names?.find((name) => !known.has(name));
  if (unknown !== undefined && known.size > 0) throw unknownDevice(unknown, [...known]);
}

/** That a sample is not of the time asked for, in a line of 80 columns; undefined when it is. */
export const otherTimeText = (at: Milliseconds, shown: Sample): string | undefined => {
  const { startedAt, endedAt, wallTime } = shown;
  const length = nanosecondsToMilliseconds(nanoseconds(endedAt - startedAt));
  // Half an interval before its beginning is let pass: no two passes are a second apart to the millisecond.
  if (at > wallTime - 1.5 * length && at <= wallTime) return undefined;
  const which = at > wallTime ? 'last' : 'next';
  return `no sample at ${wallTimeText(at)}; the ${which} is ${wallTimeText(wallTime)}`;
};
