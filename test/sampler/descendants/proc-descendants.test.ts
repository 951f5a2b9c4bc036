import { describe, expect, it } from 'vitest';
import type { ProcessParent, ReapedIo } from '../../../src/kernel/sys/proc/own-children.ts';
import { ProcDescendants } from '../../../src/sampler/descendants/proc-descendants.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const SELF = 10;
const NO_IO = { readBytes: 0, writeBytes: 0, cancelledWriteBytes: 0 };

/** What /proc shows of processes, by id, and the I/O of children that were waited for. */
class FakeChildren {
  parents: Readonly<Record<number, number>> = {};
  zombies: readonly number[] = [];
  reaped: readonly number[] = [];
  io = NO_IO;

  readonly adoptOrphans = () => true;
  readonly reapedIo = () => this.io as ReapedIo;
  readonly reap = (pid: number) => {
    this.reaped = [...this.reaped, pid];
  };
  readonly processParents = (): ReadonlyMap<number, ProcessParent> =>
    new Map(
      Object.entries(this.parents).map(([pid, parent]) => [
        Number(pid),
        { parent, isZombie: this.zombies.includes(Number(pid)) },
      ]),
    );
}

const followed = (children: FakeChildren): ProcDescendants => new ProcDescendants(SELF, children);

describe('descendants read from /proc', () => {
  it('are children and their children, whatever circle ids used again seem to make', () => {
    const children = new FakeChildren();
    children.parents = { [SELF]: 22, 20: SELF, 21: 20, 22: 21, 30: 1, 40: 41, 41: 40 };
    const descendants = followed(children);
    descendants.look(20);
    expect([...descendants.members].sort()).toEqual([20, 21, 22]);
  });

  it('are in the first sample after they ended, with all their threads, and in no later one', () => {
    const children = new FakeChildren();
    const descendants = followed(children);
    const tasks = [{ tid: 20 }, { tid: 21, tgid: 20 }, { tid: 30 }];
    const tidsNow = () => descendants.of(sampleOf({ tasks })).map(({ tid }) => tid);
    children.parents = { 20: SELF };
    descendants.look(20);
    expect(tidsNow()).toEqual([20, 21]);
    children.parents = {};
    descendants.look(20);
    expect(tidsNow()).toEqual([20, 21]);
    descendants.look(20);
    expect(tidsNow()).toEqual([]);
  });

  it('are waited for when they end as our children, but for the command and what is not ours', () => {
    const children = new FakeChildren();
    children.parents = { 20: SELF, 21: SELF, 22: SELF, 23: 22 };
    children.zombies = [20, 21, 23];
    followed(children).look(20);
    expect(children.reaped).toEqual([21]);
  });

  it('did unseen what the kernel added up since the start and no sample had', () => {
    const children = new FakeChildren();
    children.io = { ...NO_IO, readBytes: 1000 };
    const descendants = followed(children);
    expect(descendants.unseen()).toBeUndefined();
    children.parents = { 20: SELF };
    descendants.look(20);
    descendants.of(sampleOf({ tasks: [{ tid: 20, read: 30, write: 7 }] }));
    children.parents = {};
    children.io = { readBytes: 1050, writeBytes: 5, cancelledWriteBytes: 2 };
    descendants.look(20);
    descendants.of(sampleOf({ tasks: [{ tid: 20, read: 10 }] }));
    expect(descendants.unseen()).toEqual({ read: 10, write: 0, cancelledWrite: 2 });
  });
});
