/** What was found where a recording is busiest: `03:12:07, dd wrote 512 M/s`. */
import { type BytesPerSecond, bytesPerSecond, nanoseconds } from '../../lib/units.ts';
import { localZone, type Zone } from '../../lib/zone.ts';
import { movementOf, type Way, type Who } from '../../model/answer/movers.ts';
import type { Sample } from '../../sample/sample.ts';
import { whoText } from './answer-text.ts';
import { formatBytes } from './cell.ts';
import type { Scale } from './scale.ts';
import { shortClockText } from './wall-time.ts';

export type PeakFormat = {
  readonly scale: Scale;
  readonly glyphs: 'unicode' | 'ascii';
  readonly zone?: Zone;
};

/** Names who moved most one way. */
export const peakText = (
  sample: Sample,
  { scale, glyphs, zone = localZone }: PeakFormat,
): string => {
  const clock = shortClockText(sample.wallTime, zone);
  const most = mostMoved(sample);
  if (most === undefined) return clock;
  const speed = formatBytes(most.rate, '/s', scale, RATE_WIDTH);
  return `${clock}, ${whoText(most.who, 'whole', glyphs)} ${VERBS[most.way]} ${speed}`;
};

/** The past of both. */
const VERBS: Readonly<Record<Way, string>> = { read: 'read', write: 'wrote' };
const RATE_WIDTH = '20.1 M/s'.length;

const mostMoved = (
  sample: Sample,
): { readonly who: Who; readonly way: Way; readonly rate: BytesPerSecond } | undefined => {
  const { tasks, startedAt, endedAt } = sample;
  const movers = (['write', 'read'] as const).flatMap((way) => {
    const { most } = movementOf(tasks, way);
    if (most === undefined) return [];
    const rate = bytesPerSecond(most.bytes, nanoseconds(endedAt - startedAt));
    return [{ who: most.who, way, rate }];
  });
  return movers.sort((a, b) => b.rate - a.rate)[0];
};
