/** What the task looked at waits for: a wait that goes on for long, else what was seen at many looks since the page was opened. */
import type { Nanoseconds } from '../../../lib/units.ts';
import { formatDuration, UNKNOWN } from '../../../render/text/cell.ts';
import { counted } from '../../../render/text/counted.ts';
import {
  isWaitForOther,
  isWaitForRequests,
  waitPlaceText,
} from '../../../render/text/wait-place.ts';
import type { Sample } from '../../../sample/sample.ts';
import type { Look } from '../../core/effects.ts';
import type { ModeOf, TuiState } from '../../core/state.ts';
import { type Line, line } from '../../terminal/line.ts';
import type { Style } from '../../terminal/theme.ts';
import { fieldRows } from './fields.ts';
import { longestWaiting } from './threads.ts';

type DetailsMode = ModeOf<'details'>;

/** At least two rows, so that what stands below keeps its place whatever is waited for. */
export const waitLines = ({ sample, size }: TuiState, mode: DetailsMode): readonly Line[] => {
  const { text, style } = lastingWait(sample, mode) ?? {
    text: waitsSeen(mode.details?.looks ?? []),
    style: 'plain',
  };
  const rows = fieldRows('Waits', text, size, style);
  return rows.length < ROWS ? [...rows, ...Array(ROWS - rows.length).fill(line())] : rows;
};

const ROWS = 2;

/** A wait that has lasted through the whole interval; without looks any that goes on: nobody knows more. */
const lastingWait = (
  sample: Sample | undefined,
  { entry, target, details }: DetailsMode,
): { readonly text: string; readonly style: Style } | undefined => {
  const waiting = longestWaiting(sample, target);
  const looks = details?.looks ?? [];
  if (sample === undefined || waiting === undefined) return undefined;
  const { tid, since, entry: waiter } = waiting;
  if (since > sample.startedAt && looks.length > 0) return undefined;
  const least = waiter.waitingLonger ? 'at least ' : '';
  const long = formatDuration((sample.endedAt - since) as Nanoseconds);
  const who = tid === entry.tid ? '' : `, thread ${tid} (${waiter.comm})`;
  // By the time it was asked the task may wait for something else.
  const { sleepsIn } = looks.at(-1) ?? {};
  const place =
    sleepsIn === undefined || isWaitForOther(sleepsIn) ? 'for I/O' : waitPlaceText(sleepsIn);
  return { text: `${least}${long} ${place}${who}`, style: 'alarm' };
};

/** `in 14 of 20 looks for a page being read (folio_wait_bit)`; of several places the one seen most often. */
const waitsSeen = (looks: readonly Look[]): string => {
  if (looks.length === 0) return UNKNOWN;
  const waits = looks.filter(isWait);
  const [place, times] = commonest(waits);
  if (place === undefined) return `not seen waiting for I/O in ${counted(looks.length, 'look')}`;
  const most = times === waits.length ? '' : ', most often';
  return `in ${waits.length} of ${looks.length} looks${most} ${waitPlaceText(place)}`;
};

const isWait = ({ sleepsIn, isStuck }: Look): boolean =>
  sleepsIn !== undefined && (isStuck ? !isWaitForOther(sleepsIn) : isWaitForRequests(sleepsIn));

/** What it sleeps in that is no I/O, most often; undefined: it was not seen to. */
export const otherSleep = (looks: readonly Look[]): string | undefined =>
  commonest(looks.filter(({ sleepsIn }) => sleepsIn !== undefined && isWaitForOther(sleepsIn)))[0];

/** The place seen most often, of equals the first, and how often. */
const commonest = (looks: readonly Look[]): readonly [place: string | undefined, times: number] => {
  const times = new Map<string, number>();
  for (const { sleepsIn } of looks)
    if (sleepsIn !== undefined) times.set(sleepsIn, (times.get(sleepsIn) ?? 0) + 1);
  return [...times].sort(([, a], [, b]) => b - a)[0] ?? [undefined, 0];
};
