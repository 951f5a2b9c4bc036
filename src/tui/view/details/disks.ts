/** What each device was asked for on behalf of the task looked at, those on which others lie too; the busiest first. */
import { bytesPerSecond, nanoseconds } from '../../../lib/units.ts';
import {
  busiestFirst,
  bytesOf,
  latencyOf,
  meanInFlight,
  meanLatency,
  requestsOf,
} from '../../../model/asked.ts';
import { lengthOf } from '../../../model/view/report.ts';
import { formatDuration, latenciesText } from '../../../render/text/cell.ts';
import type { ModeOf, TuiState } from '../../core/state.ts';
import type { Line } from '../../terminal/line.ts';
import { bytesText, fieldRows } from './fields.ts';

/** `vda 20.1 M/s, 5140 requests, 0.4ms/2.1ms, 12 in flight`; where a limit of its group was in the way, for how long. */
export const diskLines = (
  state: TuiState,
  { entry: { disk = [] } }: ModeOf<'details'>,
): readonly Line[] => {
  const { sample, size } = state;
  if (sample === undefined) return [];
  const interval = lengthOf(sample);
  return busiestFirst(disk).flatMap((asked, index) => {
    const { heldTime = nanoseconds(0) } = asked;
    const mean = meanLatency([asked]);
    const flight = Math.round(meanInFlight([asked], interval));
    const facts = [
      `${asked.device} ${bytesText(bytesPerSecond(bytesOf(asked), interval), '/s', state)}`,
      `${requestsOf(asked)} requests`,
      ...(mean === undefined ? [] : [latenciesText(mean, latencyOf(asked.latency, 0.99))]),
      ...(flight === 0 ? [] : [`${flight} in flight`]),
      ...(heldTime === 0 ? [] : [`held back ${formatDuration(heldTime)} by a limit`]),
    ];
    return fieldRows(index === 0 ? 'Disks' : '', facts.join(', '), size);
  });
};
