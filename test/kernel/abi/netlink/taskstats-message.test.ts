import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../../src/kernel/abi/netlink/netlink.ts';
import {
  decodeReply,
  encodeListenerRequest,
  encodeRequests,
  fillRequest,
  REQUEST_LENGTH,
  type TaskstatsReply,
} from '../../../../src/kernel/abi/netlink/taskstats-message.ts';
import { ByteReader } from '../../../../src/lib/byte-reader.ts';
import { DecodeError } from '../../../../src/lib/errors.ts';
import {
  attribute,
  concat,
  errorReply,
  message,
  taskstatsReply,
  u32,
} from '../../../support/kernel/netlink-builder.ts';
import { KNOWN, recorded } from '../../../support/kernel/recorded.ts';
import { outcomesOfCuts, survivesRandomInput } from '../../../support/kernel/robustness.ts';

const { family } = KNOWN;
const decode = (bytes: Uint8Array): TaskstatsReply => {
  const reader = new ByteReader(bytes, 'test');
  return decodeReply(reader, readMessage(reader, 0), family);
};
const HEADER = Uint8Array.from([1, 1, 0, 0]);

describe('a request', () => {
  it('asks for one task, and many of them go in one datagram', () => {
    const requests = encodeRequests(family, 2);
    const view = new DataView(requests.buffer);
    fillRequest(view, 0, 4242, 5);
    fillRequest(view, 1, 4_194_303, 0xffffffff);
    const request = (tid: number, sequence: number): Uint8Array =>
      message(family, concat(HEADER, attribute(1, u32(tid))), { sequence, flags: 1 });
    expect(requests).toEqual(concat(request(4242, 5), request(4_194_303, 0xffffffff)));
    expect(requests).toHaveLength(2 * REQUEST_LENGTH);
  });

  it('asks for the exits on all CPUs by a list that ends in NUL', () => {
    const cpus = Uint8Array.from([...'0-7\0'].map((letter) => letter.charCodeAt(0)));
    expect(encodeListenerRequest(family, '0-7', 9)).toEqual(
      message(family, concat(HEADER, attribute(3, cpus)), { sequence: 9, flags: 1 }),
    );
  });
});

describe('a reply', () => {
  it('says which task it is of, what it answers and where the struct lies', () => {
    expect(decode(recorded('taskstats/reply-writer'))).toEqual({
      kind: 'stats',
      sequence: 1000,
      tid: { value: KNOWN.writer.tid, start: 28 },
      stats: { start: 36, end: 596 },
    });
  });

  it('is of one form with an exit record, be it of a thread or of the last with its group', () => {
    const { thread, process } = KNOWN.exits;
    expect(decode(recorded('taskstats/exit-thread'))).toMatchObject({ tid: { value: thread } });
    expect(decode(recorded('taskstats/exit-last-thread'))).toMatchObject({
      tid: { value: process },
    });
  });

  it('may be an error, with what it answers', () => {
    expect(decode(recorded('taskstats/reply-error'))).toEqual({
      kind: 'error',
      sequence: 1002,
      errno: 3,
    });
  });

  const ofGroup = concat(attribute(2, u32(7)), attribute(3, new Uint8Array(8)));
  it.each([
    ['an acknowledgement', errorReply(0)],
    ["another family's", taskstatsReply(family + 1, 7, new Uint8Array(8))],
    ['the end of a dump', message(3, u32(0))],
    ["a thread group's record alone", message(family, concat(HEADER, attribute(5, ofGroup)))],
    [
      'a task without a struct',
      message(family, concat(HEADER, attribute(4, attribute(1, u32(7))))),
    ],
    [
      'a struct without a task',
      message(family, concat(HEADER, attribute(4, attribute(3, u32(7))))),
    ],
    ['no body', message(family, new Uint8Array(0))],
  ])('of another kind is %s', (_, bytes) => {
    expect(decode(bytes)).toEqual({ kind: 'other' });
  });

  it('is refused when the id has no room in its attribute', () => {
    const body = concat(attribute(1, new Uint8Array(2)), attribute(3, new Uint8Array(8)));
    expect(() => decode(message(family, concat(HEADER, attribute(4, body))))).toThrow(DecodeError);
  });

  it('is an error cut at any length', () => {
    for (const name of ['reply-writer', 'reply-error', 'exit-thread', 'exit-last-thread']) {
      const outcomes = outcomesOfCuts(decode, recorded(`taskstats/${name}`));
      expect(new Set(outcomes)).toEqual(new Set(['error']));
    }
  });

  it('gives a value or a DecodeError whatever the bytes', () => {
    const whole = recorded('taskstats/reply-writer').subarray(0, 44);
    expect(() => survivesRandomInput(decode, whole)).not.toThrow();
  });
});
