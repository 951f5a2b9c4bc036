/** The taskstats client over a socket of ours: whatever comes back, each task has its own answer, once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../../src/lib/errors.ts';
import { nanoseconds } from '../../../src/lib/units.ts';
import { TaskstatsClient } from '../../../src/sampler/taskstats/client.ts';
import { TaskNumbers } from '../../../src/sampler/taskstats/tasks-to-read.ts';
import {
  FAMILY,
  FakeNetlinkSocket,
  type Request,
  refusalOf,
  replyTo,
  requestsIn,
  taskstatsKernel,
  type Waiting,
} from '../../support/kernel/fake-netlink.ts';
import { errorReply } from '../../support/kernel/netlink-builder.ts';

const EPERM = 1;
const ENOENT = 2;
const ESRCH = 3;
const EINVAL = 22;

/** Each look at it is a nanosecond later. */
const ticking = () => {
  let now = 0;
  return { bootTime: () => nanoseconds(++now) };
};

const tasksOf = (...tids: readonly number[]): TaskNumbers => {
  const tasks = new TaskNumbers();
  for (const tid of tids) tasks.add(tid, tid);
  tasks.sort();
  return tasks;
};

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Reads all tasks. Answers are `[tid asked for, tid in the reply, bytes read]`, in the order they were handed out. */
const readAll = (socket: FakeNetlinkSocket, tids: readonly number[]) => {
  const client = new TaskstatsClient(socket, ticking());
  const tasks = tasksOf(...tids);
  const answers: (readonly [asked: number, replied: number, read: number])[] = [];
  const result = client.readAll(tasks, (index, { tid, statsAt, layout }, view) => {
    answers.push([tasks.tid(index), tid, view.getUint32(statsAt + layout.readBytes, true)]);
  });
  return { client, result, answers };
};

const triple = (tid: number) => [tid, tid, tid] as const;

/** What was sent behind the question for the family, datagram by datagram. */
const asked = (socket: FakeNetlinkSocket): readonly (readonly number[])[] =>
  socket.sent.slice(1).map((datagram) => requestsIn(datagram).map(({ tid }) => tid));

/** Answers all; what a tid is listed for, it gets instead when it is asked for the first time. */
const answering = (
  first: Readonly<Record<number, (request: Request) => readonly Waiting[]>>,
): FakeNetlinkSocket => {
  const met = new Set<number>();
  return taskstatsKernel((requests) =>
    requests.flatMap((request) => {
      const special = met.has(request.tid) ? undefined : first[request.tid];
      met.add(request.tid);
      return special === undefined ? [replyTo(request)] : special(request);
    }),
  );
};

describe('opening the client', () => {
  const opening = (...waiting: readonly Waiting[]) => {
    const socket = new FakeNetlinkSocket(() => waiting);
    let thrown: unknown;
    try {
      new TaskstatsClient(socket, ticking());
    } catch (error) {
      thrown = error;
    }
    return { thrown, isClosed: socket.isClosed };
  };

  it('learns the number of the family', () => {
    const socket = taskstatsKernel(() => []);
    expect(new TaskstatsClient(socket, ticking()).family).toBe(FAMILY);
    expect(socket.isClosed).toBe(false);
  });

  it.each([
    ['the kernel has none', [errorReply(ENOENT)], 'no taskstats'],
    ['it may not', [errorReply(EPERM)], 'EPERM'],
    ['nobody answers', [], 'does not answer'],
    ['another process answers', ['unreadable'], 'does not answer'],
    ['the answer is lost', ['overrun'], 'does not answer'],
  ] as const)('closes the socket and says why when %s', (_, waiting, problem) => {
    const { thrown, isClosed } = opening(...waiting);
    expect(thrown).toBeInstanceOf(UnavailableError);
    expect(String(thrown)).toContain(problem);
    expect(isClosed).toBe(true);
  });
});

describe('a probe', () => {
  const probing = (errno: number) => {
    const socket = taskstatsKernel(([request]) => [refusalOf(request as Request, errno)]);
    const client = new TaskstatsClient(socket, ticking());
    return { socket, probe: () => client.probe(7) };
  };

  it('is passed by an answer, also by one that the task is gone', () => {
    const client = new TaskstatsClient(answering({}), ticking());
    expect(() => client.probe(7)).not.toThrow();
    const { probe, socket } = probing(ESRCH);
    expect(probe).not.toThrow();
    expect(socket.isClosed).toBe(false);
  });

  it('that is refused closes the client; only where rights are missing does it say which', () => {
    const denied = probing(EPERM);
    expect(denied.probe).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('CAP_NET_ADMIN') }),
    );
    expect(denied.socket.isClosed).toBe(true);
    expect(probing(EINVAL).probe).toThrow(expect.objectContaining({ remedy: '' }));
  });
});

describe('a pass over all tasks', () => {
  it('asks for 128 tasks a datagram, each request with a sequence number of its own', () => {
    const socket = answering({});
    const { result, answers } = readAll(socket, upTo(300));
    expect(asked(socket).map(({ length }) => length)).toEqual([128, 128, 44]);
    expect(asked(socket).flat()).toEqual(upTo(300));
    const sequences = socket.sent
      .slice(1)
      .flatMap((datagram) => requestsIn(datagram).map(({ sequence }) => sequence));
    expect(new Set(sequences).size).toBe(300);
    expect(answers).toEqual(upTo(300).map(triple));
    expect(socket.looks).toBe(1 + 3);
    expect(result).toEqual({ unread: 0, reason: '' });
  });

  it('gives each task its own answer, in whatever order and pieces they come', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...upTo(140)], { minLength: 140 }),
        fc.integer({ min: 1, max: 128 }),
        (order, most) => {
          const socket = taskstatsKernel((requests) =>
            order.flatMap((tid) => requests.filter((request) => request.tid === tid)).map(replyTo),
          );
          socket.most = most;
          const { answers } = readAll(socket, upTo(140));
          expect([...answers].sort(([a], [b]) => a - b)).toEqual(upTo(140).map(triple));
          expect(asked(socket)).toHaveLength(2);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('knows when each batch was asked for and answered', () => {
    const clock = ticking();
    const sent: number[] = [];
    const socket = taskstatsKernel((requests) => {
      sent.push(clock.bootTime());
      return requests.map(replyTo);
    });
    const client = new TaskstatsClient(socket, clock);
    const times: number[] = [];
    client.readAll(tasksOf(...upTo(129)), (index) => {
      if (index === 0 || index === 128) times.push(client.askedAt, client.answeredAt);
    });
    expect([times, sent]).toEqual([
      [1, 3, 4, 6],
      [2, 5],
    ]);
  });

  it('asks again, alone, for what the kernel had no room to answer, and for nothing else', () => {
    const socket = answering({ 3: () => ['overrun'], 5: () => [] });
    const { result, answers } = readAll(socket, upTo(6));
    expect(asked(socket)).toEqual([[1, 2, 3, 4, 5, 6], [3], [5]]);
    expect(answers).toEqual([1, 2, 4, 6, 3, 5].map(triple));
    expect(result.unread).toBe(0);
  });

  it('passes over tasks that are gone, and counts those refused with the reason of the last', () => {
    const socket = answering({
      2: (request) => [refusalOf(request, ESRCH)],
      3: (request) => [refusalOf(request, EINVAL)],
      4: (request) => [refusalOf(request, EPERM)],
    });
    const { result, answers } = readAll(socket, upTo(5));
    expect(answers).toEqual([1, 5].map(triple));
    expect(result).toEqual({ unread: 2, reason: 'taskstats: EPERM' });
    expect(asked(socket)).toHaveLength(1);
  });

  it('counts anew in each pass', () => {
    const socket = answering({ 2: (request) => [refusalOf(request, EINVAL)] });
    const { client, result } = readAll(socket, [1, 2]);
    expect(result.unread).toBe(1);
    expect(client.readAll(tasksOf(1, 2), () => undefined)).toEqual({ unread: 0, reason: '' });
  });

  it.each([
    ['cut', (request: Request) => replyTo(request).subarray(0, 100)],
    ['sent by another process', () => 'unreadable' as const],
    ['an acknowledgement', ({ sequence }: Request) => errorReply(0, sequence)],
  ])('asks again where the datagram is %s', (_, reply) => {
    const socket = answering({ 2: (request) => [reply(request)] });
    const { result, answers } = readAll(socket, upTo(3));
    expect(asked(socket)).toEqual([[1, 2, 3], [2]]);
    expect(answers).toEqual([1, 3, 2].map(triple));
    expect(result.unread).toBe(0);
  });

  it('takes one answer a task, and none to a question of an earlier pass or one never asked', () => {
    let stale: Request | undefined;
    const socket = taskstatsKernel((requests) => {
      const [first] = requests as [Request];
      const others = [replyTo({ tid: 98, sequence: first.sequence + 100 })];
      if (stale !== undefined) others.push(replyTo({ ...stale, tid: 99 }));
      stale = first;
      return [...others, ...requests.flatMap((request) => [replyTo(request), replyTo(request)])];
    });
    const { client, answers } = readAll(socket, [1, 2]);
    expect(answers).toEqual([1, 2].map(triple));
    const replied: number[] = [];
    client.readAll(tasksOf(1, 2), (_, { tid }) => replied.push(tid));
    expect(replied).toEqual([1, 2]);
  });

  it('counts a task that is never answered, with what is known of it', () => {
    const silent = taskstatsKernel(() => []);
    expect(readAll(silent, [1]).result).toEqual({ unread: 1, reason: 'taskstats: no reply' });
    const foreign = taskstatsKernel(() => ['unreadable']);
    expect(readAll(foreign, [1]).result).toEqual({ unread: 1, reason: 'taskstats: no reply' });
    const broken = taskstatsKernel((requests) =>
      requests.map((each) => replyTo(each).subarray(0, 100)),
    );
    const { unread, reason } = readAll(broken, [1]).result;
    expect([unread, reason]).toEqual([1, expect.stringContaining('message length')]);
  });

  it('ends though the buffer overruns for ever', () => {
    const socket = taskstatsKernel((requests) =>
      requests.length > 1 ? [] : Array.from({ length: 1000 }, () => 'overrun' as const),
    );
    expect(readAll(socket, [1, 2]).result).toEqual({ unread: 2, reason: 'taskstats: no reply' });
    expect(asked(socket)).toEqual([[1, 2], [1], [2]]);
    expect(socket.waiting.length).toBeGreaterThan(1000);
  });
});
