import { describe, expect, it } from 'vitest';
import { SummaryBuilder } from '../../../src/model/totals/summary.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const summaryOf = (intervals: readonly (readonly TaskFields[])[], nameLimit?: number) => {
  const builder = new SummaryBuilder(nameLimit);
  intervals.forEach((tasks, index) => {
    builder.add(sampleOf({ index, tasks }));
  });
  return builder.build();
};

describe('a summary', () => {
  it('adds up what all tasks of a name did in all intervals, ended ones included', () => {
    const { commands } = summaryOf([
      [
        { tid: 1, comm: 'dd', write: 100, ioWait: 5 },
        { tid: 2, comm: 'dd', write: 10, ended: true },
      ],
      [{ tid: 1, comm: 'dd', write: 1, read: 7, ioWait: 6, ended: true }],
    ]);
    expect(commands).toMatchObject([
      { name: 'dd', amounts: { read: 7, write: 111, ioWait: 11 }, tasks: 2, ended: 2 },
    ]);
  });

  it('counts a task once, however often it is seen, and a tid used again as another', () => {
    const { total } = summaryOf([
      [{ tid: 1, comm: 'a' }],
      [{ tid: 1, comm: 'a', ended: true }],
      [{ tid: 1, comm: 'a', startedAt: 9e9 }],
    ]);
    expect(total).toMatchObject({ tasks: 2, ended: 1 });
  });

  it('counts who becomes another program for both, and once in all', () => {
    const { commands, total } = summaryOf([
      [{ tid: 1, comm: 'sh', ioWait: 3 }],
      [{ tid: 1, comm: 'dd', write: 10 }],
      [{ tid: 1, comm: 'dd', write: 10, ended: true }],
    ]);
    expect(commands).toMatchObject([
      { name: 'dd', tasks: 1, ended: 1 },
      { name: 'sh', tasks: 1, ended: 0 },
    ]);
    expect(total).toMatchObject({ tasks: 1, ended: 1 });
  });

  it('counts no task for whose pages are written when it has ended before', () => {
    const past = { tid: 1, comm: 'dd', ended: true };
    const { commands, devices } = summaryOf([
      [{ ...past, write: 8, diskWrite: 0 }],
      [{ ...past, endedBefore: true, diskWrite: 8, disk: [{ device: 'vda', write: 8 }] }],
      [{ tid: 2, comm: 'cp', ended: true, endedBefore: true, diskWrite: 4 }],
    ]);
    expect(commands).toMatchObject([
      { name: 'dd', amounts: { write: 8, diskWrite: 8 }, tasks: 1, ended: 1 },
      { name: 'cp', amounts: { diskWrite: 4 }, tasks: 0, ended: 0 },
    ]);
    expect(devices).toEqual([{ name: 'vda', tasks: { read: 0, write: 8 }, owners: [] }]);
  });

  it("gives threads to their process's name", () => {
    const { commands } = summaryOf([
      [{ tid: 2, tgid: 1, comm: 'worker', processComm: 'mysqld', write: 8 }],
    ]);
    expect(commands.map(({ name }) => name)).toEqual(['mysqld']);
  });

  it('takes cancelled writes off, but shows no less than nothing', () => {
    const { commands } = summaryOf([
      [
        { tid: 1, comm: 'keeps', write: 100, cancelledWrite: 30 },
        { tid: 2, comm: 'removes', write: 1, cancelledWrite: 50 },
      ],
    ]);
    expect(commands.map(({ netWrite }) => netWrite)).toEqual([70, 0]);
  });

  it('keeps unknown apart from zero, and what nobody did is zero', () => {
    const { commands } = summaryOf([[{ tid: 1, read: undefined, ioWait: undefined }]]);
    expect(commands[0]?.amounts).not.toHaveProperty('read');
    expect(commands[0]?.amounts).not.toHaveProperty('ioWait');
    expect(summaryOf([[]]).total).toMatchObject({
      amounts: { read: 0, write: 0, cancelledWrite: 0, ioWait: 0 },
      netWrite: 0,
      tasks: 0,
    });
  });

  it('has the greatest mover first, and equals by name', () => {
    const { commands } = summaryOf([
      [
        { tid: 1, comm: 'z', write: 5 },
        { tid: 2, comm: 'a', write: 5 },
        { tid: 3, comm: 'm', read: 6 },
      ],
    ]);
    expect(commands.map(({ name }) => name)).toEqual(['m', 'a', 'z']);
  });

  it('puts names beyond its limit into one row and loses nothing', () => {
    const tasks = [1, 2, 3, 4].map((tid) => ({ tid, comm: `name${tid}`, write: tid }));
    const { commands, total } = summaryOf([tasks], 2);
    expect(commands.map(({ name, amounts }) => [name, amounts.write])).toEqual([
      ['name2', 2],
      ['name1', 1],
      [undefined, 7],
    ]);
    expect(total.amounts.write).toBe(10);
  });

  it('sums losses over intervals and says a standing lack once', () => {
    const builder = new SummaryBuilder();
    const lack = { kind: 'unavailable', what: 'io-wait', reason: 'off', remedy: '' } as const;
    for (const count of [2, 3]) {
      builder.add(sampleOf({ gaps: [lack, { kind: 'exits-lost', count }] }));
    }
    expect(builder.build().gaps).toEqual([lack, { kind: 'exits-lost', count: 5 }]);
  });

  it('does not count tasks where only a sum is known', () => {
    const builder = new SummaryBuilder();
    builder.addAmounts('unseen', sampleOf({ tasks: [{ tid: 1, write: 9 }] }).tasks[0] ?? {});
    const { commands, total } = builder.build();
    expect(commands[0]).toMatchObject({ name: 'unseen', amounts: { write: 9 } });
    expect(commands[0]).not.toHaveProperty('tasks');
    expect(total).toMatchObject({ amounts: { write: 9 }, tasks: 0 });
  });
});
