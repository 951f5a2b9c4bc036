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

type AnswerFormat = {
  readonly scale: Scale;
  /** Cells there are. */
  readonly width: number;
  readonly glyphs: 'unicode' | 'ascii';
};

/** A part of the line, with what stands before it; put together they are the line. `alarm`: somebody waits and waits. */
type AnswerPart = { readonly text: string; readonly tone: 'plain' | 'alarm' };

/** As many clauses as fit when short, the first ones first; then each as long as there is room for, step by step. */
export const answerParts = (
  clauses: readonly Clause[],
  format: AnswerFormat,
): readonly AnswerPart[] => {
  const whole = together(clauses.map((clause) => ({ clause, length: 'named' })));
  if (widthOf(partsOf(whole, format)) <= format.width) return partsOf(whole, format);
  let said = shortOf(clauses, format);
  for (const length of LENGTHS)
    for (const { clause } of said) {
      const longer = said.map((of) => (isSameWho(of.clause, clause) ? { ...of, length } : of));
      if (widthOf(partsOf(longer, format)) <= format.width) said = longer;
    }
  return partsOf(said, format).map(({ text, tone }) => ({
    text: cutToWidth(text, format.width),
    tone,
  }));
};

/** What is said of one program stands together: each clause behind the first about the same one. */
const together = (said: readonly Said[]): readonly Said[] => {
  const groups = new Map<string | Clause, Said[]>();
  for (const of of said) {
    const key = nameOf(of.clause) ?? of.clause;
    groups.set(key, [...(groups.get(key) ?? []), of]);
  }
  return [...groups.values()].flat();
};

/** The first clause, and of the others those that find room. */
const shortOf = (clauses: readonly Clause[], format: AnswerFormat): readonly Said[] => {
  let said: readonly Said[] = [];
  for (const clause of clauses) {
    const more = together([...said, { clause, length: 'short' }]);
    if (said.length === 0 || widthOf(partsOf(more, format)) <= format.width) said = more;
  }
  return said;
};

/** What is said of one program in a row is as long all of it, or its name would stand there twice. */
const isSameWho = (a: Clause, b: Clause): boolean =>
  a === b || (nameOf(a) !== undefined && nameOf(a) === nameOf(b));

const nameOf = (clause: Clause): string | undefined =>
  'who' in clause ? clause.who?.name : undefined;

/** Of those who wait the words may be of one process. */
const nameOfSeveral = (clause: Clause): string | undefined =>
  clause.kind !== 'waits' && 'who' in clause && (clause.who?.processes ?? 1) > 1
    ? clause.who?.name
    : undefined;

/** The same as one text. */
export const answerText = (clauses: readonly Clause[], format: AnswerFormat): string =>
  textOf(answerParts(clauses, format));

const textOf = (parts: readonly AnswerPart[]): string => parts.map(({ text }) => text).join('');

const widthOf = (parts: readonly AnswerPart[]): number => textWidth(textOf(parts));

/**
 * From the shortest on: `short`: without rates, numbers of processes, ids and times of requests. `rates`: the same, but a rate in place of `all`.
 * `brief`: with rates, numbers and times. `whole`: all but scripts. `named`: these, too.
 */
const LENGTHS = ['short', 'rates', 'brief', 'whole', 'named'] as const;
type Length = (typeof LENGTHS)[number];

type Said = { readonly clause: Clause; readonly length: Length };

/** Of two clauses about the same who, the second does not name them again (be they one more or less), nor what they do. */
const partsOf = (said: readonly Said[], format: AnswerFormat): readonly AnswerPart[] => {
  let before: { readonly subject: string; readonly name: string | undefined } | undefined;
  let verbBefore = '';
  return said.map(({ clause, length }, index) => {
    const { subject = '', says } = wordsOf(clause, length, format);
    const name = nameOfSeveral(clause);
    const isSame =
      subject !== '' &&
      before !== undefined &&
      (subject === before.subject || (name !== undefined && name === before.name));
    const [verb = ''] = says.split(' ', 1);
    const more = verb === verbBefore ? says.slice(verb.length + 1) : says;
    const words = isSame ? more : subject === '' ? says : `${subject} ${says}`;
    verbBefore = verb;
    const text = `${isSame ? ' and ' : index === 0 ? '' : ', '}${words}`;
    // What is said of the rest is not about the subject, and no verb follows a limit.
    before = 'rest' in clause || 'isHeldBack' in clause ? undefined : { subject, name };
    return { text, tone: clause.kind === 'waits' ? 'alarm' : 'plain' };
  });
};

type Words = { readonly subject?: string; readonly says: string };

const wordsOf = (clause: Clause, length: Length, { scale, glyphs }: AnswerFormat): Words => {
  const isWhole = length === 'whole' || length === 'named';
  const isShort = length === 'short' || length === 'rates';
  switch (clause.kind) {
    case 'moves': {
      const { way, who, rate, share, rest, isAsked, isSmall } = clause;
      const speed = formatBytes(rate, '/s', scale, RATE_WIDTH) + (isAsked ? ' queued' : '');
      const ofAll = isShort ? '' : ` (${speed})`;
      const isRate = share === undefined || isRateOnly(share, length, isSmall);
      const much = isRate ? speed : shareText(share) + ofAll;
      const also =
        rest === undefined || !isWhole ? '' : `, the rest is ${causeText(rest, way).whole}`;
      const held = heldText(clause, length);
      const verb = verbOf(way, who, length);
      return { subject: whoText(who, length, glyphs), says: `${verb} ${much}${also}${held}` };
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
      const { way, owner, rate, share, isAsked, isSmall } = clause;
      const { whole, short, says } = OWNER_WORDS[owner];
      const speed = formatBytes(rate, '/s', scale, RATE_WIDTH) + (isAsked ? ' queued' : '');
      const much = isRateOnly(share, length, isSmall) ? speed : shareText(share);
      const part = says?.(much, way) ?? `${way}s ${much}`;
      return { subject: isWhole ? whole : short, says: part + (isShort ? '' : ` (${speed})`) };
    }
    case 'dirties': {
      const { who, rate, unwritten } = clause;
      const yet = unwritten && isWhole ? ', no disk writes it yet' : '';
      return {
        subject: whoText(who, length, glyphs),
        says: `${verbOf('write', who, length)} ${formatBytes(rate, '/s', scale, RATE_WIDTH)} into memory${yet}`,
      };
    }
    case 'discards': {
      const { who, name, rate } = clause;
      const subject = who === undefined ? sanitize(name) : whoText(who, length, glyphs);
      const verb = verbOf('discard', who, length);
      return { subject, says: `${verb} ${formatBytes(rate, '/s', scale, RATE_WIDTH)}` };
    }
    case 'waits': {
      const { who, wait, isAtLeast, others } = clause;
      const pid = isWhole && who.pid !== undefined ? ` ${who.pid}` : '';
      const verb =
        wait >= LONG_WAIT ? 'stuck in I/O for' : `${verbOf('wait', who, length)} for I/O`;
      const long = `${isAtLeast ? 'over ' : ''}${formatDuration(wait)}`;
      const more = others > 0 && isWhole ? ` (and ${others} more)` : '';
      return {
        subject: whoText(who, length, glyphs) + pid,
        says: `${verb} ${wait >= LONG_WAIT ? long : `(${long})`}${more}`,
      };
    }
    case 'slowed': {
      const { who, share, isHeldBack } = clause;
      const why = isWhole ? ' (I/O limit of its group)' : ' (I/O limit)';
      const held = isHeldBack && length !== 'short' ? why : '';
      const verb = verbOf('wait', who, length);
      return { subject: whoText(who, length, glyphs), says: `${verb} ${percent(share)}${held}` };
    }
    case 'busy': {
      const { name, busy, slow } = clause;
      const each =
        slow === undefined || isShort
          ? ''
          : `, ${latenciesText(slow.time, undefined)} a ${slow.way}`;
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

/** Of all, how much says more than that it is all; and of little, where there is no room for both. */
const isRateOnly = (share: Ratio, length: Length, isSmall = false): boolean =>
  length === 'rates' ? share >= ALL || isSmall : length === 'short' && isSmall && share < ALL;

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
const whoText = (
  { name, processes, script, ended }: Who,
  length: Length,
  glyphs: 'unicode' | 'ascii',
): string => {
  const safe = sanitize(length === 'named' && script !== undefined ? `${name} ${script}` : name);
  const gone = ended ? ' (ended)' : '';
  if (!isCounted(processes, length)) return safe + gone;
  return `${safe} ${glyphs === 'unicode' ? '×' : 'x'}${processes}${gone}`;
};

/** As of one, but where it is said that they are several. */
const verbOf = (
  verb: keyof typeof VERBS,
  who: Pick<Who, 'processes'> | undefined,
  length: Length,
): string => (isCounted(who?.processes ?? 1, length) ? verb : VERBS[verb]);

const isCounted = (processes: number, length: Length): boolean =>
  processes !== 1 && length !== 'short' && length !== 'rates';

const VERBS = {
  write: 'writes',
  read: 'reads',
  discard: 'discards',
  wait: 'waits',
} as const;

/** Rounded, a hundred of a hundred. */
const ALL = 0.995;

const shareText = (share: Ratio): string => {
  if (share >= ALL) return 'all';
  return share < 0.01 ? 'under 1 %' : percent(share);
};

const percent = (share: Ratio): string => `${Math.round(share * 100)} %`;
