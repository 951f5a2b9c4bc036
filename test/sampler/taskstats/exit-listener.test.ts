/** The exit listener over a socket of ours: every record becomes a row, and what is lost is counted. */
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import { newSnapshot } from '../../../src/sampler/table/snapshot.ts';
import { ExitListener } from '../../../src/sampler/taskstats/exit-listener.ts';
import {
  FAMILY,
  FakeNetlinkSocket,
  replyTo,
  type Waiting,
} from '../../support/kernel/fake-netlink.ts';
import { errorReply, taskstatsReply } from '../../support/kernel/netlink-builder.ts';
import { taskstatsOf } from '../../support/kernel/taskstats-builder.ts';
import { rowsOf } from '../../support/snapshots/snapshot-row.ts';

const EPERM = 1;
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);
const recordOf = (tid: number): Uint8Array => replyTo({ tid, sequence: 0 });

/** A listener that has registered; its clock stands at 100 until it is set. */
const listening = () => {
  const socket = new FakeNetlinkSocket(() => []);
  const clock = { now: 100, bootTime: () => nanoseconds(clock.now) };
  const listener = new ExitListener(socket, FAMILY, '0-7', clock);
  const into = newSnapshot(1);
  const drain = (...waiting: readonly Waiting[]) => {
    socket.waiting.push(...waiting);
    return listener.drain(into, 0);
  };
  return { socket, clock, listener, into, drain };
};

const tids = ({ into }: ReturnType<typeof listening>) => rowsOf(into).map(({ tid }) => tid);

describe('the exit listener', () => {
  it('registers once, for the CPUs it is given', () => {
    const { socket } = listening();
    expect(socket.sent).toHaveLength(1);
    expect(new TextDecoder().decode(socket.sent[0])).toContain('0-7\0');
  });

  it('says with which error it was turned down', () => {
    expect(listening().drain(errorReply(EPERM))).toEqual({ kind: 'refused', errno: EPERM });
    expect(listening().drain(errorReply(0))).toEqual({ kind: 'drained' });
  });

  it('makes a row of each record, behind those there are, in the order they came', () => {
    const heard = listening();
    heard.drain(recordOf(7), recordOf(3));
    heard.drain(recordOf(5));
    expect(tids(heard)).toEqual([7, 3, 5]);
    expect(rowsOf(heard.into).map(({ read }) => read)).toEqual([7, 3, 5]);
  });

  it('knows the process from the record, where its version tells it', () => {
    const heard = listening();
    const of = (version: number) => taskstatsReply(FAMILY, 9, taskstatsOf(version, { ac_tgid: 8 }));
    heard.drain(of(17), of(10));
    expect(rowsOf(heard.into).map(({ tgid }) => tgid)).toEqual([8, 0]);
  });

  it('says that a task ended after the drain before began, and before it was asked', () => {
    const heard = listening();
    heard.clock.now = 200;
    heard.drain(recordOf(7));
    heard.clock.now = 300;
    heard.drain(recordOf(8));
    expect(rowsOf(heard.into).map(({ readAfter, readBefore }) => [readAfter, readBefore])).toEqual([
      [100, 200],
      [200, 300],
    ]);
  });

  it('takes all that waits, however many, and looks no further once a look was not full', () => {
    const heard = listening();
    heard.drain(...upTo(300).map(recordOf));
    expect(tids(heard)).toEqual(upTo(300));
    const { socket } = heard;
    socket.most = 2;
    heard.drain(recordOf(301), recordOf(302), recordOf(303));
    expect(socket.waiting).toHaveLength(1);
  });

  it('comes back from a storm that never ends', () => {
    const heard = listening();
    const { socket } = heard;
    let looks = 0;
    socket.receive = () => {
      looks += 1;
      return { kind: 'overrun' };
    };
    expect(heard.drain()).toEqual({ kind: 'drained' });
    expect(looks).toBe(4096);
  });

  it('goes on behind an overrun and counts what the socket says was dropped, once', () => {
    const heard = listening();
    heard.socket.dropped = 12;
    heard.drain(recordOf(1), 'overrun', recordOf(2), 'overrun', recordOf(3));
    expect(tids(heard)).toEqual([1]);
    heard.drain();
    expect(tids(heard)).toEqual([1, 2]);
    expect(heard.listener.takeGaps()).toEqual([{ kind: 'exits-lost', count: 12 }]);
    heard.socket.dropped = 15;
    expect(heard.listener.takeGaps()).toEqual([]);
    heard.drain();
    expect(tids(heard)).toEqual([1, 2, 3]);
    expect(heard.listener.takeGaps()).toEqual([{ kind: 'exits-lost', count: 3 }]);
  });

  it('counts one loss where nobody counts them', () => {
    const heard = listening();
    heard.socket.dropped = undefined;
    heard.drain('overrun');
    expect(heard.listener.takeGaps()).toEqual([{ kind: 'exits-lost', count: 1 }]);
    expect(heard.listener.takeGaps()).toEqual([]);
  });

  it('counts records it cannot read, once, and reads those around them', () => {
    const heard = listening();
    heard.drain(recordOf(1), recordOf(2).subarray(0, 90), 'unreadable', recordOf(3));
    expect(tids(heard)).toEqual([1, 3]);
    expect(heard.listener.takeGaps()).toEqual([{ kind: 'exits-lost', count: 2 }]);
    expect(heard.listener.takeGaps()).toEqual([]);
  });

  it('closes its socket', () => {
    const { listener, socket } = listening();
    listener.close();
    expect(socket.isClosed).toBe(true);
  });
});
