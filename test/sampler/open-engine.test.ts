import { describe, expect, it } from 'vitest';
import { SystemCallError, UnavailableError } from '../../src/lib/errors.ts';
import type { EngineName } from '../../src/sample/sample.ts';
import type { Engine, TaskSelection } from '../../src/sampler/engine.ts';
import { ENGINES, type EngineOpener, openEngine } from '../../src/sampler/open-engine.ts';

/** An engine of which only the name matters. */
const engineNamed = (name: EngineName): Engine => ({
  name,
  startTolerance: 0,
  waitsWithin: 'life',
  standingGaps: [],
  drainEvery: 100,
  readTasks: () => [],
  takeExits: () => [],
  drain: () => {},
  close: () => {},
});

const working = (name: EngineName): EngineOpener => ({
  name,
  descriptors: 1,
  open: () => engineNamed(name),
});

const failing = (name: EngineName, thrown: unknown): EngineOpener => ({
  name,
  descriptors: 1,
  open: () => {
    throw thrown;
  },
});

const NO_BPF = new UnavailableError('no BTF', 'use another kernel');
const REFUSED = new SystemCallError('socket(AF_NETLINK)', 93, 'EPROTONOSUPPORT');

describe('the engine opened', () => {
  it('is the best when the best works, with nothing rejected, and no other is touched', () => {
    const untouched = failing('taskstats', new Error('was opened'));
    const opened = openEngine({}, [working('bpf'), untouched]);
    expect(opened.engine.name).toBe('bpf');
    expect(opened.rejected).toEqual([]);
  });

  it('is the next that works, and each better one is named with its reason and remedy', () => {
    const openers = [failing('bpf', NO_BPF), failing('taskstats', REFUSED), working('procfs')];
    const opened = openEngine({}, openers);
    expect(opened.engine.name).toBe('procfs');
    expect(opened.rejected).toEqual([
      { engine: 'bpf', reason: 'no BTF', remedy: 'use another kernel' },
      { engine: 'taskstats', reason: REFUSED.message, remedy: '' },
    ]);
  });

  it('is the one asked for, though a better one works', () => {
    const opened = openEngine({ engine: 'taskstats' }, [working('bpf'), working('taskstats')]);
    expect(opened.engine.name).toBe('taskstats');
    expect(opened.rejected).toEqual([]);
  });

  it('is told which tasks to read', () => {
    const selection: TaskSelection = { ids: new Set([7]) };
    let told: TaskSelection | undefined;
    const open = (given: TaskSelection | undefined): Engine => {
      told = given;
      return engineNamed('taskstats');
    };
    openEngine({ selection }, [{ name: 'taskstats', descriptors: 1, open }]);
    expect(told).toBe(selection);
  });
});

describe('no engine is opened', () => {
  it('when the one asked for is unavailable: its own error is thrown and no other stands in', () => {
    const openers = [failing('bpf', NO_BPF), working('taskstats')];
    expect(() => openEngine({ engine: 'bpf' }, openers)).toThrow(NO_BPF);
  });

  it('when a system call of the one asked for is refused: the refusal is the cause', () => {
    const open = () => openEngine({ engine: 'taskstats' }, [failing('taskstats', REFUSED)]);
    expect(open).toThrow(UnavailableError);
    expect(open).toThrow(expect.objectContaining({ problem: REFUSED.message, cause: REFUSED }));
  });

  it('when none works: the error names each with its reason', () => {
    const open = () => openEngine({}, [failing('bpf', NO_BPF), failing('taskstats', REFUSED)]);
    expect(open).toThrow(UnavailableError);
    expect(open).toThrow(/bpf: no BTF; taskstats: socket\(AF_NETLINK\): EPROTONOSUPPORT/);
  });

  it('when none works: what would help all of them is the remedy, or the doctor knows', () => {
    const limit = new UnavailableError('few', 'raise the limit');
    const remedyOf = (openers: readonly EngineOpener[]): string => {
      try {
        openEngine({}, openers);
        return 'none';
      } catch (thrown) {
        return (thrown as UnavailableError).remedy;
      }
    };
    const both = [failing('bpf', limit), failing('taskstats', limit)];
    expect(remedyOf(both)).toBe('raise the limit');
    const doctor = 'iotop doctor says what would help';
    expect(remedyOf([failing('bpf', NO_BPF), failing('taskstats', limit)])).toBe(doctor);
    expect(remedyOf([failing('taskstats', REFUSED)])).toBe(doctor);
  });

  it('when there is none of that name', () => {
    expect(() => openEngine({ engine: 'procfs' }, [working('bpf')])).toThrow(
      new UnavailableError('no engine procfs on this machine', 'iotop doctor says why'),
    );
  });

  it('when one fails in a way nobody expects: the failure is not taken for a refusal', () => {
    const defect = new TypeError('a defect of ours');
    expect(() => openEngine({}, [failing('bpf', defect), working('taskstats')])).toThrow(defect);
  });
});

describe('the table of engines', () => {
  it('lists them best first, each once', () => {
    const order: readonly EngineName[] = ['bpf', 'taskstats', 'procfs'];
    const names = ENGINES.map(({ name }) => name);
    expect(names).toEqual(order.filter((name) => names.includes(name)));
  });
});
