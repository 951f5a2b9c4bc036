/** A control group's own figures in words: its limits, how long its tasks waited, and what it read and wrote by the kernel's count. */
import { type Bytes, bytesPerSecond, type Nanoseconds, waitRatio } from '../../lib/units.ts';
import { formatShare } from '../../render/text/cell.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import type { GroupFigures } from '../core/effects.ts';
import type { TuiState } from '../core/state.ts';
import { type Line, line, type Span, span } from '../terminal/line.ts';
import { bytesText } from './details/fields.ts';

/** What of a group was read, and what the time before: absent, and its rates are not known yet. */
type GroupRead = { readonly figures: GroupFigures; readonly earlier?: GroupFigures };

/** Of what is selected: what the kernel itself says of its group. */
export const groupLine = (state: TuiState): Line => {
  const { group } = state;
  if (group === undefined)
    return line(span(state.selected === undefined ? NOT_SELECTED : NO_GROUP, 'label'));
  const { figures } = group;
  if (figures === undefined) return line();
  const spans = groupSpans(state, { ...group, figures });
  const isEmpty = figures.bytes === undefined && figures.stalled === undefined;
  return spans.length === 0 && isEmpty ? line(span(NOTHING, 'label')) : line(...spans);
};

const NOT_SELECTED = 'select a row: the limits, waits and own count of its group stand here';
const NO_GROUP = 'the tasks of this row are in no control group of their own';
const NOTHING = 'its control group has neither io.stat nor io.pressure, and no limit';

/** `limit vda write 10.0 M/s`, `waits 93 %`, `itself vda read 0 write 9.9 M/s`: the most important first. Empty: nothing is known yet, or ever. */
export const groupSpans = (state: TuiState, { figures, earlier }: GroupRead): readonly Span[] => {
  const rates = earlier === undefined ? [] : rateTexts(state, figures, earlier);
  return [
    ...figures.limits.map((limit) => span(limitText(state, limit), 'warning')),
    ...rates.map((text) => span(text)),
  ].flatMap((part, i) => (i === 0 ? [part] : [span('  '), part]));
};

const limitText = (state: TuiState, { device, limit, most, of }: LimitOf): string => {
  const { word, calls } = WORDS[limit];
  const text = calls ? `${most} ${word}s/s` : `${word} ${bytesText(most, '/s', state)}`;
  const whose = of === undefined ? '' : ` (of ${sanitize(of)})`;
  return `limit ${nameOf(state, device)} ${text}${whose}`;
};

type LimitOf = GroupFigures['limits'][number];

const WORDS = {
  rbps: { word: 'read', calls: false },
  wbps: { word: 'write', calls: false },
  riops: { word: 'read', calls: true },
  wiops: { word: 'write', calls: true },
} as const;

const rateTexts = (
  state: TuiState,
  { readAt, bytes, stalled }: GroupFigures,
  earlier: GroupFigures,
): readonly string[] => {
  const elapsed = (readAt - earlier.readAt) as Nanoseconds;
  if (elapsed <= 0) return [];
  const waited = (stalled ?? Number.NaN) - (earlier.stalled ?? Number.NaN);
  const share = waitRatio(Math.min(waited, elapsed) as Nanoseconds, elapsed);
  const before = new Map(earlier.bytes?.map((each) => [each.device, each]));
  const moved = (bytes ?? []).map(({ device, read, written }) => {
    const { read: hadRead = 0, written: hadWritten = 0 } = before.get(device) ?? {};
    return { device, read: read - hadRead, written: written - hadWritten };
  });
  const rate = (amount: number): string =>
    bytesText(bytesPerSecond(Math.max(0, amount) as Bytes, elapsed), '/s', state);
  const busy = moved
    .filter(({ read, written }) => read + written > 0)
    .sort((a, b) => b.read + b.written - (a.read + a.written))
    .map(
      ({ device, read, written }) =>
        `${nameOf(state, device)} read ${rate(read)} write ${rate(written)}`,
    );
  return [
    ...(waited >= 0 ? [`waits ${formatShare(share, '100 %'.length).trim()}`] : []),
    ...(bytes === undefined || earlier.bytes === undefined
      ? []
      : [`itself ${busy.length === 0 ? 'moves 0' : busy.join(', ')}`]),
  ];
};

/** By its number where the sample has no such device. */
const nameOf = ({ sample }: TuiState, id: string): string =>
  sanitize(sample?.system.devices?.find((device) => device.id === id)?.name ?? id);
