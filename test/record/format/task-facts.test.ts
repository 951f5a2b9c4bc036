import { describe, expect, it } from 'vitest';
import { FactsRead, FactsWritten } from '../../../src/record/format/task-facts.ts';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import { taskEntry } from '../../support/samples/samples.ts';

const FACTS = {
  command: '/usr/bin/db',
  user: 'ann',
  kernelThread: true,
  processStartedAt: 4e9,
  processComm: 'db',
};

/** With no facts but those named. */
const entryOf = (startedAt: number, facts: Partial<typeof FACTS> = {}): TaskEntry => {
  const { user, ...rest } = taskEntry({ tid: 7, startedAt });
  return { ...rest, ...facts } as TaskEntry;
};

describe('the facts of a task', () => {
  it.each(Object.entries(FACTS))('are said with the first that is known: %s', (name, value) => {
    const said = new FactsWritten();
    const task = entryOf(1, { [name]: value });
    expect(said.withoutRepeated(task)).toBe(task);
    expect(said.withoutRepeated(task)).not.toHaveProperty(name);
  });

  it.each(Object.keys(FACTS))('are all said again when one of them changed: %s', (name) => {
    const said = new FactsWritten();
    said.withoutRepeated(entryOf(1, FACTS));
    const changed = { ...entryOf(1, FACTS), [name]: name === 'processStartedAt' ? 5e9 : 'other' };
    expect(said.withoutRepeated(changed as TaskEntry)).toEqual(changed);
  });

  it('are heard of the task that has them, also when its id was given again', () => {
    const heard = new FactsRead();
    for (const [startedAt, user] of [
      [1, 'ann'],
      [2, 'ben'],
      [3, 'cem'],
    ] as const) {
      expect(heard.restore(entryOf(startedAt, { user }))).toBe(true);
    }
    expect(heard.size).toBe(3);
    for (const [startedAt, user] of [
      [1, 'ann'],
      [3, 'cem'],
      [2, 'ben'],
    ] as const) {
      const task = entryOf(startedAt);
      expect([heard.restore(task), task.user]).toEqual([true, user]);
    }
    expect(heard.restore(entryOf(4))).toBe(false);
  });

  it('of one task count once, however often they are said', () => {
    const heard = new FactsRead();
    heard.restore(entryOf(1, { user: 'ann' }));
    heard.restore(entryOf(1, { user: 'ben' }));
    expect(heard.size).toBe(1);
  });

  it('include the path of its group, said by the first of its tasks and heard of all, whichever it is in by then', () => {
    const paths: Record<number, string> = { 1: '/a', 2: '/b' };
    const of = (tid: number, cgroup: number): TaskEntry =>
      taskEntry({ tid, cgroup, cgroupPath: paths[cgroup] as string });
    const entries = [of(7, 1), of(8, 1), of(9, 2), of(7, 1), of(7, 2), of(8, 1)];
    const said = new FactsWritten();
    const lines = entries.map((entry) => ({ ...said.withoutRepeated(entry) }));
    expect(lines.map(({ cgroupPath }) => cgroupPath)).toEqual([
      ...['/a', undefined, '/b', undefined, undefined, undefined],
    ]);
    const heard = new FactsRead();
    for (const line of lines) heard.restore(line);
    expect(lines).toEqual(entries);
    expect(heard.size).toBe(5);
  });

  it('include the names of its container and pod, said anew with the path when one is found later', () => {
    const group = { cgroup: 1, cgroupPath: '/a' };
    const entries = [
      {},
      { containerName: 'web', podName: 'shop/web' },
      { containerName: 'web', podName: 'shop/web' },
      { containerName: 'web' },
      {},
    ].map((names, i) => taskEntry({ tid: 7 + (i % 2), ...group, ...names }));
    const said = new FactsWritten();
    const lines = entries.map((entry) => ({ ...said.withoutRepeated(entry) }));
    expect(lines.map(({ cgroupPath, containerName }) => [cgroupPath, containerName])).toEqual([
      ...[
        ['/a', undefined],
        ['/a', 'web'],
        [undefined, undefined],
        ['/a', 'web'],
      ],
      ['/a', undefined],
    ]);
    const heard = new FactsRead();
    for (const line of lines) heard.restore(line);
    expect(lines).toEqual(entries);
  });

  it('are recalled without learning any', () => {
    const heard = new FactsRead();
    heard.recall(taskEntry({ tid: 8, user: 'ann', cgroup: 2, cgroupPath: '/b' }));
    expect(heard.size).toBe(0);
    heard.restore(taskEntry({ tid: 7, user: 'ann', cgroup: 1, cgroupPath: '/a' }));
    const { user: _, ...bare } = taskEntry({ tid: 7, cgroup: 1 });
    const task = { ...bare } as TaskEntry;
    heard.recall(task);
    expect([task.user, task.cgroupPath]).toEqual(['ann', '/a']);
    const own = taskEntry({ tid: 7, user: 'ben', cgroup: 1, cgroupPath: '/c' });
    heard.recall(own);
    expect([own.user, own.cgroupPath]).toEqual(['ben', '/c']);
  });

  it('say the path anew when a group of that id has another', () => {
    const said = new FactsWritten();
    const of = (cgroupPath: string): TaskEntry => taskEntry({ tid: 7, cgroup: 1, cgroupPath });
    for (const path of ['/a', '/b', '/a'])
      expect(said.withoutRepeated(of(path)).cgroupPath).toBe(path);
  });
});
