import { describe, expect, it } from 'vitest';
import { SystemCallError, UnavailableError } from '../../src/lib/errors.ts';
import type { Gap } from '../../src/sample/gap.ts';
import type { Engine } from '../../src/sampler/engine.ts';
import { probeEngine } from '../../src/sampler/probe-engine.ts';
import { clearRow, type Snapshot } from '../../src/sampler/table/snapshot.ts';

const STANDING: Gap = { kind: 'unavailable', what: 'exits', reason: 'none', remedy: '' };
const MISSED: Gap = { kind: 'tasks-denied', count: 2 };

/** An engine that sees task 7, of which it knows what was read, and counts how often it was closed. */
class OneTask implements Engine {
  readonly name = 'taskstats';
  readonly startTolerance = 0;
  readonly waitsWithin = 'life';
  readonly standingGaps = [STANDING];
  closed = 0;
  readonly failure: Error | undefined;

  constructor(failure?: Error) {
    this.failure = failure;
  }
  readTasks(into: Snapshot): readonly Gap[] {
    if (this.failure !== undefined) throw this.failure;
    clearRow(into.columns, 0);
    into.columns.tid[0] = 7;
    into.columns.read[0] = 0;
    into.count = 1;
    return [MISSED];
  }
  takeExits(): readonly Gap[] {
    return [];
  }
  drain(): void {}
  readonly drainEvery = 100;
  close(): void {
    this.closed += 1;
  }
}

const opening = (engine: Engine) => ({ name: engine.name, descriptors: 1, open: () => engine });

describe('an engine tried out', () => {
  it('tells what it knew of the task and what it lacks, and is closed', () => {
    const engine = new OneTask();
    const probe = probeEngine(opening(engine), 7);
    expect(probe).toMatchObject({ kind: 'works', engine: 'taskstats', gaps: [STANDING, MISSED] });
    const known = probe.kind === 'works' ? probe.known : new Set();
    expect(known.has('read')).toBe(true);
    expect(known.has('write')).toBe(false);
    expect(engine.closed).toBe(1);
  });

  it('knows nothing of a task it did not see', () => {
    const probe = probeEngine(opening(new OneTask()), 8);
    expect(probe).toMatchObject({ kind: 'works', known: new Set() });
  });

  it('is unavailable with its reason and remedy when it does not open', () => {
    const open = (): Engine => {
      throw new UnavailableError('no BTF', 'another kernel');
    };
    expect(probeEngine({ name: 'bpf', descriptors: 1, open }, 7)).toEqual({
      kind: 'unavailable',
      engine: 'bpf',
      reason: 'no BTF',
      remedy: 'another kernel',
    });
  });

  it('is unavailable, and closed, when it opens but cannot look', () => {
    const engine = new OneTask(new SystemCallError('sendto(AF_NETLINK)', 105, 'ENOBUFS'));
    expect(probeEngine(opening(engine), 7)).toMatchObject({
      kind: 'unavailable',
      engine: 'taskstats',
      reason: expect.stringContaining('ENOBUFS'),
    });
    expect(engine.closed).toBe(1);
  });

  it('is closed also when it fails in a way nobody expects, which is not taken for a refusal', () => {
    const defect = new TypeError('a defect of ours');
    const engine = new OneTask(defect);
    expect(() => probeEngine(opening(engine), 7)).toThrow(defect);
    expect(engine.closed).toBe(1);
  });
});
