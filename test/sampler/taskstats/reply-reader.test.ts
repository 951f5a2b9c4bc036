import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskstatsLayout } from '../../../src/kernel/abi/netlink/taskstats-layout.ts';
import { ReplyReader } from '../../../src/sampler/taskstats/reply-reader.ts';
import {
  attribute,
  concat,
  errorReply,
  message,
  taskstatsReply,
  u32,
} from '../../support/kernel/netlink-builder.ts';
import { KNOWN, recorded } from '../../support/kernel/recorded.ts';
import { taskstatsOf } from '../../support/kernel/taskstats-builder.ts';

const { family } = KNOWN;
const START = 64;
const HEADER_LENGTH = 38;
const REPLIES = ['reply-writer', 'reply-kernel-thread', 'exit-thread', 'exit-last-thread'];

/** A reader, and what it says of datagrams put into its arena, other bytes all round. */
class Subject {
  readonly #arena = new Uint8Array(4096).fill(0xa5);
  readonly #reader = new ReplyReader(this.#arena, family);

  read(bytes: Uint8Array, length = bytes.length): unknown {
    this.#arena.fill(0xa5);
    this.#arena.set(bytes, START);
    const kind = this.#reader.read(START, length);
    const { sequence, errno, tid, statsAt, layout, problem } = this.#reader;
    if (kind === 'stats') return { kind, sequence, errno, tid, statsAt: statsAt - START, layout };
    if (kind === 'error') return { kind, sequence, errno };
    return kind === 'broken' ? { kind, problem } : { kind };
  }
}

/** One that has read `teacher` and may now take the short way. */
const taughtBy = (teacher: Uint8Array): Subject => {
  const subject = new Subject();
  subject.read(teacher);
  return subject;
};

const checked = (bytes: Uint8Array, length = bytes.length): unknown =>
  new Subject().read(bytes, length);

describe('a reply', () => {
  it('is found with its task and its struct', () => {
    expect(checked(recorded('taskstats/reply-writer'))).toEqual({
      kind: 'stats',
      sequence: 1000,
      errno: 0,
      tid: KNOWN.writer.tid,
      statsAt: 36,
      layout: taskstatsLayout(16),
    });
  });

  it.each([
    ['an error', recorded('taskstats/reply-error'), { kind: 'error', sequence: 1002, errno: 3 }],
    ['foreign', taskstatsReply(family + 1, 7, taskstatsOf(16)), { kind: 'other' }],
    ['an acknowledgement', errorReply(0), { kind: 'other' }],
    ['the end of a dump', message(3, u32(0), { flags: 2 }), { kind: 'other' }],
  ])('may be %s', (_, bytes, expected) => {
    expect(checked(bytes)).toEqual(expected);
  });

  const good = taskstatsReply(family, 7, taskstatsOf(16));
  it.each([
    ['it comes with another message behind it', concat(good, good)],
    ['it is cut', good.subarray(0, 500)],
    ['it is empty', new Uint8Array(0)],
    ['its struct is of a version too old', taskstatsReply(family, 7, taskstatsOf(3))],
    ['its struct is too short', taskstatsReply(family, 7, taskstatsOf(16).subarray(0, 552))],
    ['its struct is empty', taskstatsReply(family, 7, new Uint8Array(0))],
  ])('is broken when %s', (_, bytes) => {
    expect(checked(bytes)).toEqual({ kind: 'broken', problem: expect.stringMatching(/at byte/) });
    expect(taughtBy(good).read(bytes)).toEqual(checked(bytes));
  });

  it('is read by the layout of its own version, whatever came before', () => {
    const subject = new Subject();
    for (const version of [16, 15, 14, 15, 16, 4, 17, 18, 16]) {
      const bytes = taskstatsReply(family, version, taskstatsOf(version));
      const expected = { tid: version, layout: taskstatsLayout(version) };
      expect(subject.read(bytes)).toMatchObject(expected);
      expect(subject.read(bytes)).toMatchObject(expected);
    }
  });

  const struct = attribute(3, taskstatsOf(15));
  const taskOf = (body: Uint8Array): Uint8Array =>
    message(family, concat(new Uint8Array(4), attribute(4, body)));
  it.each([
    ['the struct before the id', taskOf(concat(struct, attribute(1, u32(9)))), 28],
    [
      "another in the id's place",
      taskOf(concat(attribute(6, u32(8)), struct, attribute(1, u32(9)))),
      36,
    ],
    ['another between', taskOf(concat(attribute(1, u32(9)), attribute(6, u32(8)), struct)), 44],
  ])('is found with %s, and teaches nothing', (_, other, statsAt) => {
    const subject = taughtBy(good);
    for (const bytes of [other, good, other, other, good]) {
      expect(subject.read(bytes)).toEqual(checked(bytes));
    }
    expect(checked(other)).toMatchObject({ tid: 9, statsAt, layout: taskstatsLayout(15) });
  });
});

describe('the short way', () => {
  const replies = REPLIES.map((name) => recorded(`taskstats/${name}`));

  it('finds in every recorded reply what the checked way finds, whichever taught it', () => {
    for (const teacher of replies) {
      for (const reply of replies) expect(taughtBy(teacher).read(reply)).toEqual(checked(reply));
    }
  });

  it('is as the checked way for every value of every byte of the headers', () => {
    const whole = recorded('taskstats/reply-writer');
    const taught = taughtBy(whole);
    for (let at = 0; at < HEADER_LENGTH; at++) {
      for (let value = 0; value < 256; value++) {
        const bytes = whole.slice();
        bytes[at] = value;
        const found = taught.read(bytes);
        const expected = checked(bytes);
        if (!sameOutcome(found, expected)) expect(found).toEqual(expected);
        taught.read(whole);
      }
    }
  });

  it('is as the checked way for every length', () => {
    for (const whole of replies) {
      const taught = taughtBy(whole);
      for (let length = 0; length <= whole.length; length++) {
        expect(taught.read(whole, length)).toEqual(checked(whole, length));
      }
    }
  });

  it('is as the checked way whichever bytes are changed', () => {
    const whole = recorded('taskstats/reply-writer').subarray(0, 596);
    const change = fc.tuple(fc.nat(HEADER_LENGTH - 1), fc.nat(255));
    const taught = taughtBy(whole);
    const bytes = whole.slice();
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        bytes.set(whole);
        for (const [at, value] of changes) bytes[at] = value;
        return sameOutcome(taught.read(bytes), checked(bytes));
      }),
      { numRuns: 50_000 },
    );
  });

  it('survives noise', () => {
    const taught = taughtBy(recorded('taskstats/reply-writer'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) =>
        sameOutcome(taught.read(bytes), checked(bytes)),
      ),
      { numRuns: 50_000 },
    );
  });
});

/** Much cheaper than `toEqual`, a hundred thousand times. */
const sameOutcome = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
