import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandNameOf } from '../../../src/model/command-name.ts';
import { netWrite } from '../../../src/model/totals/increase.ts';
import { groupIntoProcesses, processKeyOf } from '../../../src/model/view/processes.ts';
import { diskEntry } from '../../support/samples/asked.ts';
import { type TaskFields, taskEntry } from '../../support/samples/samples.ts';

const START = 5e9;

const thread = (tid: number, fields: Partial<TaskFields> = {}) =>
  taskEntry({ tid, tgid: 7, ...(tid === 7 ? {} : { processStartedAt: START }), ...fields });

const processOf = (...threads: readonly ReturnType<typeof thread>[]) => {
  const processes = groupIntoProcesses(threads);
  expect(processes).toHaveLength(1);
  return processes[0];
};

describe('a process', () => {
  it('did what its threads did, those that ended in the interval included', () => {
    const whole = processOf(
      thread(7, { read: 1, write: 10 }),
      thread(8, { read: 2, cancelledWrite: 4 }),
      thread(9, { read: 4, ended: true }),
    );
    expect(whole).toMatchObject({ tid: 7, tgid: 7, read: 7, write: 10, cancelledWrite: 4 });
    expect(whole?.ended).toBeUndefined();
    expect(whole && netWrite(whole)).toBe(6);
  });

  it('asked its devices for what its threads did', () => {
    const disk = (write: number) => [diskEntry('vda', { write, latency: [[64, 0, 1]] })];
    const whole = processOf(
      thread(7, { diskWrite: 1, disk: disk(1) }),
      thread(8),
      thread(9, { diskWrite: 4, disk: disk(4) }),
    );
    expect(whole).toMatchObject({
      diskWrite: 5,
      disk: [{ device: 'vda', write: 5, latency: [{ below: 64, writes: 2 }] }],
    });
    expect(processOf(thread(8, { disk: disk(2) }))?.disk).toEqual(disk(2));
  });

  it('ended before the interval if all its threads did, and lives on otherwise', () => {
    const gone = { ended: true, endedBefore: true, diskWrite: 9 };
    expect(processOf(thread(7, gone), thread(8, gone))).toMatchObject({
      ...{ ended: true, endedBefore: true, diskWrite: 18 },
    });
    const lives = processOf(thread(7), thread(8, gone));
    expect([lives?.ended, lives?.endedBefore]).toEqual([undefined, undefined]);
    const now = processOf(thread(7, { ended: true }), thread(8, gone));
    expect([now?.ended, now?.endedBefore]).toEqual([true, undefined]);
  });

  it('waited as long as its longest waiting thread: two at once waited once', () => {
    const whole = processOf(
      thread(7, { ioWait: 5, swapWait: undefined }),
      thread(8, { ioWait: 9, swapWait: 3 }),
    );
    expect(whole).toMatchObject({ ioWait: 9, swapWait: 3 });
    expect(processOf(thread(7, { swapWait: 2 }), thread(8, { swapWait: 3 }))?.swapWait).toBe(3);
  });

  it('has no wait that none of its threads knows, and no total that none has', () => {
    const whole = processOf(
      thread(7, { ioWait: undefined, swapWait: undefined }),
      thread(8, { ioWait: undefined, swapWait: undefined }),
    );
    expect([whole?.ioWait, whole?.swapWait, whole?.totals]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const one = processOf(thread(7), thread(8, { totals: { kind: 'totals', read: 5 } }));
    expect(one?.totals).toEqual({ kind: 'totals', read: 5 });
  });

  it('waits since the first of its threads does', () => {
    const whole = processOf(
      thread(7),
      thread(8, { waitingSince: 30 }),
      thread(9, { waitingSince: 20 }),
    );
    expect(whole?.waitingSince).toBe(20);
    expect(whole).not.toHaveProperty('waitingLonger');
  });

  it('waits at least so long as soon as the wait of one of its threads may be longer', () => {
    const found = thread(8, { waitingSince: 30, waitingLonger: true });
    expect(processOf(thread(7), found, thread(9, { waitingSince: 20 }))).toMatchObject({
      waitingSince: 20,
      waitingLonger: true,
    });
    expect(processOf(found, thread(9))).toMatchObject({ waitingSince: 30, waitingLonger: true });
  });

  it('has an unknown counter only where no thread knows it', () => {
    const whole = processOf(
      thread(7, { read: undefined, write: undefined }),
      thread(8, { write: undefined }),
    );
    expect(whole).toMatchObject({ read: 0 });
    expect(whole?.write).toBeUndefined();
  });

  it('lives on after its leader, alone in the interval or not, and has its command and priority from its threads', () => {
    const { ioPriority: _, ...leader } = thread(7, { ended: true, processLives: true, write: 5 });
    for (const whole of [
      processOf(leader),
      processOf(leader, thread(8, { command: '/bin/db -x', ended: true })),
      processOf(
        thread(7, { command: '', state: 'Z', ioPriority: 1 }),
        thread(8, { command: '/bin/db -x' }),
      ),
    ]) {
      expect(whole).not.toHaveProperty('ended');
      expect(whole).not.toHaveProperty('processLives');
    }
    const threads = [
      leader,
      thread(8, { command: '/bin/db -x', comm: 'worker', processComm: 'db' }),
    ];
    expect(processOf(...threads)).toMatchObject({ command: '/bin/db -x', ioPriority: 16_388 });
    const zombie = thread(7, { command: '', state: 'Z', ioPriority: 1 });
    expect(processOf(zombie, thread(8, { command: '/bin/db -x' }))).toMatchObject({
      command: '/bin/db -x',
      ioPriority: 16_388,
    });
  });

  it('is never named by a thread: where its leader is not known, it has no name', () => {
    const nameless = taskEntry({ tid: 8, tgid: 7, comm: 'worker', ended: true });
    expect(processOf(nameless)?.comm).toBe('{no such process}');
    expect(commandNameOf(nameless)).toBe('{no such process}');
    expect(processOf(thread(8, { comm: 'db' }))?.comm).toBe('db');
    expect(processOf(thread(8, { comm: 'worker', processComm: 'db' }))?.comm).toBe('db');
  });

  it('ended only with all its threads', () => {
    expect(processOf(thread(7, { ended: true }), thread(8, { ended: true }))?.ended).toBe(true);
    expect(processOf(thread(7, { ended: true }), thread(8))?.ended).toBeUndefined();
  });

  it('has an I/O priority where its threads agree', () => {
    const [rt, be] = [(1 << 13) | 1, (2 << 13) | 4];
    expect(
      processOf(thread(7, { ioPriority: be }), thread(8, { ioPriority: be }))?.ioPriority,
    ).toBe(be);
    expect(
      processOf(thread(7, { ioPriority: be }), thread(8, { ioPriority: rt }))?.ioPriority,
    ).toBeUndefined();
  });

  it('goes by its leader, though only a thread of it did something', () => {
    const whole = processOf(
      thread(8, { comm: 'worker', processComm: 'server' }),
      thread(9, { processComm: 'server' }),
    );
    expect(whole).toMatchObject({ tid: 7, comm: 'server', startedAt: START });
  });

  it('is another one where its id was used again', () => {
    const again = thread(7, { startedAt: 9e9 });
    expect(groupIntoProcesses([thread(7, { ended: true }), again])).toHaveLength(2);
    expect(processKeyOf(thread(8))).toBe(processKeyOf(thread(7)));
  });
});

it('grouping neither loses nor makes a byte', () => {
  const task = fc.record({
    tid: fc.integer({ min: 1, max: 50 }),
    tgid: fc.integer({ min: 1, max: 5 }),
    read: fc.integer({ min: 0, max: 1e12 }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(task, { selector: ({ tid }) => tid }), (tasks) => {
      const sum = (entries: readonly { read?: number }[]) =>
        entries.reduce((total, { read = 0 }) => total + read, 0);
      const entries = tasks.map((fields) => taskEntry({ ...fields, processStartedAt: START }));
      expect(sum(groupIntoProcesses(entries))).toBe(sum(entries));
    }),
  );
});
