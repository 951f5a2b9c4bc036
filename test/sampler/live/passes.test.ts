import { describe, expect, it } from 'vitest';
import type { Gap } from '../../../src/sample/gap.ts';
import type { Engine } from '../../../src/sampler/engine.ts';
import { Passes } from '../../../src/sampler/live/passes.ts';
import type { Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { S } from '../../support/snapshots/snapshots.ts';

/** Passes of an engine that can tell who ran, each `second`s after the one before; what it was asked. */
const passesOf = ({ unread = [], knows = true }: { unread?: Gap[]; knows?: boolean } = {}) => {
  const asked: ('all' | 'ran')[] = [];
  let second = 0;
  const take = (into: Snapshot): void => {
    second += 1;
    into.startedAt = second * S;
    into.endedAt = second * S;
  };
  const engine: Engine = {
    name: 'bpf',
    startTolerance: 0,
    waitsWithin: 'life',
    drainEvery: 250,
    standingGaps: [],
    readTasks: (into) => {
      asked.push('all');
      take(into);
      return unread;
    },
    readRan: (into) => {
      if (!knows) return undefined;
      asked.push('ran');
      take(into.tasks);
      return [];
    },
    takeExits: () => [],
    drain: () => {},
    close: () => {},
  };
  const passes = new Passes(engine);
  return {
    passes,
    pass: (count: number): string => {
      asked.length = 0;
      for (let i = 0; i < count; i++) passes.next();
      return asked.map((whom) => whom[0]).join('');
    },
  };
};

describe('passes', () => {
  it('ask all tasks once, then those that ran, however long', () => {
    expect(passesOf().pass(40)).toBe(`a${'r'.repeat(39)}`);
  });

  it('ask all tasks after ten seconds while somebody looks at those that slept', () => {
    const { passes, pass } = passesOf();
    pass(5);
    passes.sleepersAreShown();
    expect(pass(20)).toBe(`${'r'.repeat(7)}a${'r'.repeat(12)}`);
  });

  it('ask all tasks once when somebody may have changed one', () => {
    const { passes, pass } = passesOf();
    pass(2);
    passes.readAllNext();
    expect(pass(3)).toBe('arr');
  });

  it('ask all tasks again after a pass that was cut short', () => {
    const cut: Gap = { kind: 'tasks-unread', count: 1, reason: 'cut short' };
    expect(passesOf({ unread: [cut] }).pass(3)).toBe('aaa');
  });

  it('ask all tasks where it is not known who ran', () => {
    expect(passesOf({ knows: false }).pass(3)).toBe('aaa');
  });
});
