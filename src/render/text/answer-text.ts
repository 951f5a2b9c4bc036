/** The answer line in words: `dd ×3 writes 79 % (121 M/s), fio reads all (20.1 M/s), vda 97 % busy`. */
import { assertNever } from '../../lib/errors.ts';
import type { Bytes, Ratio } from '../../lib/units.ts';
import { type Clause, LONG_WAIT } from '../../model/answer/clause.ts';
import type { Way, Who } from '../../model/answer/movers.ts';
import { OWNER_WORDS } from '../../model/owners.ts';
import { formatBytes, formatDuration, latenciesText } from './cell.ts';
import { sanitize } from './sanitize.ts';
import type { Scale } from './scale.ts';
import { cutToWidth, textWidth } from './text-width.ts';

export type AnswerFormat = {
  readonly scale: Scale;
  /** Cells there are. */
  readonly width: number;
  readonly glyphs: 'unicode' | 'ascii';
};

/** A part of the line, with what stands before it; put together they are the line. `alarm`: somebody waits and waits. */
export type AnswerPart = { readonly text: string; readonly tone: 'plain' | 'alarm' };

/** As many clauses as fit, from the first on; first all shorter, by and by, then fewer. */
export const answerParts = (
  clauses: readonly Clause[],
  format: AnswerFormat,
): readonly AnswerPart[] => {
  const withoutTimes = clauses.map(withoutTime);
  for (const said of [clauses, withoutTimes])
    for (const length of ['named', 'whole', 'brief'] as const) {
      const all = partsOf(said, length, format);
      if (widthOf(all) <= format.width) return all;
    }
  for (let count = clauses.length; count > 0; count--) {
    for (const length of ['rates', 'short'] as const) {
      const some = partsOf(withoutTimes.slice(0, count), length, format);
      if (widthOf(some) <= format.width) return some;
    }
  }
  return partsOf(withoutTimes.slice(0, 1), 'short', format).map(({ text, tone }) => ({
    text: cutToWidth(text, format.width),
    tone,
  }));
};

/** How long the requests of a slow disk take is what is left out first. */
const withoutTime = (clause: Clause): Clause => {
  if (clause.kind !== 'busy') return clause;
  const { slow: _, ...rest } = clause;
  return rest;
};

/** The same as one text. */
export const answerText = (clauses: readonly Clause[], format: AnswerFormat): string =>
  textOf(answerParts(clauses, format));

const textOf = (parts: readonly AnswerPart[]): string => parts.map(({ text }) => text).join('');

const widthOf = (parts: readonly AnswerPart[]): number => textWidth(textOf(parts));

/** `named`: all, scripts too. `whole`: all but these. `brief`: who moves keeps rate and number of processes, all else is short. `short`: without these and ids. `rates`: the same, but a rate in place of `all`. */
type Length = 'named' | 'whole' | 'brief' | 'rates' | 'short';

/** Of two clauses about the same who, the second does not name them again. */
const partsOf = (
  clauses: readonly Clause[],
  length: Length,
  format: AnswerFormat,
): readonly AnswerPart[] => {
  let before = '';
  return clauses.map((clause) => {
    const { subject = '', says } = wordsOf(clause, length, format);
    const isSame = subject !== '' && subject === before;
    const words = subject === '' || isSame ? says : `${subject} ${says}`;
    const text = `${isSame ? ' and ' : before === '' ? '' : ', '}${words}`;
    // What is said of the rest is not about the subject, and no verb follows a limit.
    before = 'rest' in clause || 'isHeldBack' in clause ? words : subject || words;
    return { text, tone: clause.kind === 'waits' ? 'alarm' : 'plain' };
  });
};

type Words = { readonly subject?: string; readonly says: string };

const wordsOf = (clause: Clause, length: Length, { scale, glyphs }: AnswerFormat): Words => {
  const isWhole = length === 'whole' || length === 'named';
  const isShort = length === 'short' || length === 'rates';
  switch (clause.kind) {
    case 'moves': {
      const { way, who, rate, share, rest, isAsked } = clause;
      const speed = formatBytes(rate, '/s', scale, RATE_WIDTH) + (isAsked ? ' queued' : '');
      const ofAll = isShort ? '' : ` (${speed})`;
      const isRate = share === undefined || isRateOnly(share, length);
      const much = isRate ? speed : shareText(share) + ofAll;
      const also =
        rest === undefined || !isWhole ? '' : `, the rest is ${causeText(rest, way).whole}`;
      const held = heldText(clause, length);
      return { subject: whoText(who, length, glyphs), says: `${way}s ${much}${also}${held}` };
    }
    case 'besides': {
      const { way, rate, by } = clause;
      const speed = formatBytes(rate, '/s', scale, RATE_WIDTH);
      if (by === 'earlier')
        return {
          says: `most ${way === 'read' ? 'reading' : 'writing'}${isWhole ? ` (${speed})` : ''} was queued earlier`,
        };
      if (by === 'unseen' || by === 'denied') return { subject: UNSEEN, says: `${way} ${speed}` };
      const what = way === 'read' ? 'reading' : 'writing';
      const why = causeText(by, way);
      return {
        says: isWhole ? `most ${what} (${speed}) is ${why.whole}` : `most ${what} is ${why.short}`,
      };
    }
    case 'owner': {
      const { way, owner, rate, share, isAsked } = clause;
      const { whole, short, says } = OWNER_WORDS[owner];
      const speed = formatBytes(rate, '/s', scale, RATE_WIDTH) + (isAsked ? ' queued' : '');
      const much = isRateOnly(share, length) ? speed : shareText(share);
      const part = says?.(much, way) ?? `${way}s ${much}`;
      return { subject: isWhole ? whole : short, says: part + (isShort ? '' : ` (${speed})`) };
    }
    case 'dirties': {
      const { who, rate, unwritten } = clause;
      const yet = unwritten && isWhole ? ', no disk writes it yet' : '';
      return {
        subject: whoText(who, length, glyphs),
        says: `writes ${formatBytes(rate, '/s', scale, RATE_WIDTH)} into memory${yet}`,
      };
    }
    case 'waits': {
      const { who, wait, isAtLeast, others } = clause;
      const pid = isWhole && who.pid !== undefined ? ` ${who.pid}` : '';
      const verb = wait >= LONG_WAIT ? 'stuck in I/O for' : 'waits for I/O';
      const long = `${isAtLeast ? 'over ' : ''}${formatDuration(wait)}`;
      const more = others > 0 && isWhole ? ` (and ${others} more)` : '';
      return {
        subject: whoText(who, length, glyphs) + pid,
        says: `${verb} ${wait >= LONG_WAIT ? long : `(${long})`}${more}`,
      };
    }
    case 'slowed':
      return {
        subject: whoText(clause.who, length, glyphs),
        says: `waits ${percent(clause.share)}${heldText(clause, length)}`,
      };
    case 'busy': {
      const { name, busy, slow } = clause;
      const each =
        slow === undefined ? '' : `, ${latenciesText(slow.time, undefined)} a ${slow.way}`;
      return { says: `${sanitize(name)} ${percent(busy)} busy${each}` };
    }
    case 'quiet': {
      const { what, backlog } = clause;
      const says = what === 'disk' ? 'the disk is quiet' : 'nobody seen here reads or writes much';
      if (backlog === undefined) return { says };
      const waits = `${isWhole ? 'wait ' : ''}to be written`;
      return { says: `${says}, ${backlogText(backlog, scale)} ${waits}` };
    }
    default:
      return assertNever(clause);
  }
};

const heldText = ({ isHeldBack }: { readonly isHeldBack?: true }, length: Length): string => {
  if (!isHeldBack || length === 'short' || length === 'rates') return '';
  return length === 'brief' ? ', held back' : ', held back by a limit';
};

/** Of all, how much says more than that it is all. */
const isRateOnly = (share: Ratio, length: Length): boolean => length === 'rates' && share >= ALL;

/** `150 M`, of what waits to be written. */
export const backlogText = (backlog: Bytes, scale: Scale): string =>
  formatBytes(backlog, '', scale, AMOUNT_WIDTH);

const AMOUNT_WIDTH = '20.1 M'.length;

/** Three digits. */
const RATE_WIDTH = '20.1 M/s'.length;

/** What no task was charged for is written by the journal, too; `short` it is called as in the row of the tasks. */
const BY = {
  'write-back': { whole: 'write-back of earlier writes', short: 'write-back' },
  'uncharged-write': { whole: 'write-back or journal', short: 'write-back' },
  'uncharged-read': { whole: 'charged to no task', short: 'charged to no task' },
  swapping: { whole: 'swapping', short: 'swapping' },
} as const;

const causeText = (
  by: 'write-back' | 'swapping' | 'uncharged',
  way: Way,
): { readonly whole: string; readonly short: string } =>
  BY[by === 'uncharged' ? (`uncharged-${way}` as const) : by];

const UNSEEN = 'tasks not seen';

/** `dd ×3`, `python3 app.py ×3`. */
export const whoText = (
  { name, processes, script, ended }: Who,
  length: Length,
  glyphs: 'unicode' | 'ascii',
): string => {
  const safe = sanitize(length === 'named' && script !== undefined ? `${name} ${script}` : name);
  const gone = ended ? ' (ended)' : '';
  if (processes === 1 || length === 'short' || length === 'rates') return safe + gone;
  return `${safe} ${glyphs === 'unicode' ? '×' : 'x'}${processes}${gone}`;
};

/** Rounded, a hundred of a hundred. */
const ALL = 0.995;

const shareText = (share: Ratio): string => {
  if (share >= ALL) return 'all';
  return share < 0.01 ? 'under 1 %' : percent(share);
};

const percent = (share: Ratio): string => `${Math.round(share * 100)} %`;
