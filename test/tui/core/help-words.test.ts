/** `?` has every word that the rows above the table can show. */
import { describe, expect, it } from 'vitest';
import { bytes, bytesPerSecond, nanoseconds, type Ratio } from '../../../src/lib/units.ts';
import type { Clause } from '../../../src/model/answer/clause.ts';
import type { Who } from '../../../src/model/answer/movers.ts';
import { OWNER_WORDS, type Owner } from '../../../src/model/owners.ts';
import { answerText } from '../../../src/render/text/answer-text.ts';
import type { SystemEntry } from '../../../src/sample/sample.ts';
import { helpLinesFor } from '../../../src/tui/core/help-text.ts';
import { DEFAULT_SETTINGS } from '../../../src/tui/core/settings.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { type SampleFields, sampleOf } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const MIB = 2 ** 20;
const rate = bytesPerSecond(bytes(20 * MIB), nanoseconds(1e9));
const share = 0.6 as Ratio;
const who: Who = { name: 'dd', processes: 3, ended: true };
const WAYS = ['read', 'write'] as const;
const KERNEL = [
  'write-back',
  'loop device',
  'for who is held back by a limit',
  'kernel',
  'journal',
];

/** All of each kind. */
const CLAUSES: { readonly [Kind in Clause['kind']]: readonly Extract<Clause, { kind: Kind }>[] } = {
  moves: WAYS.flatMap((way) => [
    { kind: 'moves', way, who, rate, share, isAsked: true, isHeldBack: true },
    { kind: 'moves', way, who, rate, share: 1 as Ratio },
    { kind: 'moves', way, who, rate, share: 0.001 as Ratio },
    { kind: 'moves', way, who, rate, rest: 'swapping' },
    { kind: 'moves', way, who, rate, rest: 'uncharged' },
    ...KERNEL.map((work) => ({
      ...({ kind: 'moves', way, rate, share } as const),
      who: { name: `kworker (${work})`, processes: 1 },
    })),
  ]),
  owner: WAYS.flatMap((way) =>
    (Object.keys(OWNER_WORDS) as Owner[]).map(
      (owner) => ({ kind: 'owner', way, owner, rate, share, isAsked: true }) as const,
    ),
  ),
  besides: WAYS.flatMap((way) =>
    (['write-back', 'swapping', 'unseen', 'denied', 'uncharged', 'earlier'] as const).map(
      (by) => ({ kind: 'besides', way, rate, by }) as const,
    ),
  ),
  dirties: [{ kind: 'dirties', who, rate, unwritten: true }],
  discards: [
    { kind: 'discards', who, name: 'vda', rate },
    { kind: 'discards', name: 'vda', rate },
  ],
  slowed: [{ kind: 'slowed', who, share, isHeldBack: true }],
  waits: [1e9, 30e9].map((wait) => ({
    ...({ kind: 'waits', who, others: 2, isAtLeast: true } as const),
    wait: nanoseconds(wait),
  })),
  busy: WAYS.map((way) => ({
    ...({ kind: 'busy', name: 'vda', busy: share } as const),
    slow: { way, time: nanoseconds(30e6) },
  })),
  quiet: (['disk', 'nobody-seen'] as const).map((what) => ({
    ...({ kind: 'quiet', what } as const),
    backlog: bytes(150 * MIB),
  })),
};

/** Names of programs and disks, and units. */
const NO_WORDS = new Set(['dd', 'vda', 'tasks', 'k', 'm', 's', 'ms', 'b', 'r', 'w']);

const wordsIn = (text: string): readonly string[] =>
  text.toLowerCase().match(/[a-z]+(-[a-z]+)*/g) ?? [];

const sections = ['The first line', 'The rows of disks and tasks'];

/** Of these sections of the help. */
const explained = (): ReadonlySet<string> => {
  let isIn = false;
  const words = helpLinesFor('all').flatMap((line) => {
    if (line.kind === 'heading') isIn = sections.includes(line.text);
    return isIn && line.kind === 'entry' ? wordsIn(`${line.name} ${line.text}`) : [];
  });
  return new Set(words);
};

const unexplained = (text: string): readonly string[] =>
  wordsIn(text).filter((word) => !NO_WORDS.has(word) && !explained().has(word));

describe('each word is in `?`', () => {
  it.each(Object.entries(CLAUSES))('that the first line says of %s', (_, clauses) => {
    for (const clause of clauses)
      for (let width = 10; width <= 130; width += 8) {
        const format = { scale: DEFAULT_SETTINGS, width, glyphs: 'unicode' } as const;
        const text = answerText([clause], format);
        // The last word of what is cut is none.
        const whole = text.length < width ? text : text.replace(/\S+$/, '');
        expect([text, unexplained(whole)]).toEqual([text, []]);
      }
  });

  it('that the row of the tasks and the rows of the disks can have', async () => {
    const disks = (write: number): SystemEntry => ({
      blockRead: bytes(0),
      blockWrite: bytes(write * MIB),
      devices: [diskOf('vda', { writes: 9, writeBytes: write * MIB, busy: 9e8, queued: 9e8 })],
      pressure: { ioSome: nanoseconds(3e8), ioFull: nanoseconds(1e8) },
    });
    const wrote = { tid: 1, comm: 'dd', read: 0, write: 64 * MIB };
    const dirty = bytes(150 * MIB);
    const own = { kind: 'unavailable', what: 'other-users', reason: '', remedy: '' } as const;
    const cases: readonly (readonly [SampleFields, DrivenOptions?])[] = [
      [{ tasks: [wrote], system: { ...disks(99), dirty } }],
      [{ tasks: [wrote], system: disks(9) }],
      [{ tasks: [{ ...wrote, diskRead: 0, diskWrite: 9 * MIB }], system: disks(9) }],
      [{ tasks: [wrote], system: disks(9), gaps: [own] }],
      [{ tasks: [wrote], system: disks(9) }, { settings: { filter: 'dd' } }],
    ];
    for (const [fields, options] of cases)
      for (const columns of [80, 160]) {
        const size = { columns, rows: 24 };
        const rows = await new DrivenScreen({ size, ...options }).see(sampleOf(fields)).rows();
        const shown = rows.slice(1, 3).join(' ');
        expect(shown).toContain('in flight');
        expect([shown, unexplained(shown)]).toEqual([shown, []]);
      }
  });

  it('and no name is cut, however narrow the window', async () => {
    for (const columns of [40, 59, 60, 80]) {
      const screen = new DrivenScreen({ size: { columns, rows: 300 } }).see(sampleOf()).press('?');
      const text = (await screen.rows()).join('\n');
      for (const name of ['writes before iotop', 'waits for I/O (2 s)', 'active of … tasks'])
        expect(text).toContain(` ${name}`);
    }
  });
});
