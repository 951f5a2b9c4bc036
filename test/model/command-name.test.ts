import { describe, expect, it } from 'vitest';
import { commandNameOf } from '../../src/model/command-name.ts';
import { taskEntry } from '../support/samples/samples.ts';

const kernelThread = (comm: string): string =>
  commandNameOf(taskEntry({ tid: 1, comm, kernelThread: true }));

describe('the name tasks are added up by', () => {
  it("is their process's", () => {
    expect(commandNameOf(taskEntry({ tid: 2, comm: 'writer', processComm: 'db' }))).toBe('db');
    expect(commandNameOf(taskEntry({ tid: 1, comm: 'kworker/0:1-x' }))).toBe('kworker/0:1-x');
  });

  it.each([
    ['kworker/u8:3-ext4-rsv-conversion', 'kworker/u8:3'],
    ['kworker/u8:3+flush-254:0', 'kworker/u8:3'],
    ['kworker/0:1H-kblockd', 'kworker/0:1H'],
    ['kworker/0:1', 'kworker/0:1'],
    ['kworker/R-ext4-rsv-conversion', 'kworker/R-ext4-rsv-conversion'],
    ['jbd2/dm-0-8', 'jbd2/dm-0-8'],
    ['rcu_exp_par_gp_kthread_worker/0', 'rcu_exp_par_gp_kthread_worker/0'],
  ])('of the kernel thread %s is %s: a worker without its work', (comm, name) => {
    expect(kernelThread(comm)).toBe(name);
  });
});
