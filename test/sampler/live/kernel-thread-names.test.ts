import { describe, expect, it } from 'vitest';
import { KernelThreadNames } from '../../../src/sampler/live/kernel-thread-names.ts';
import { taskEntry } from '../../support/samples/samples.ts';

/** What /proc says, by thread, and how often it was asked. */
const procWith = (names: Record<number, string>) => {
  const asked: number[] = [];
  const known = new KernelThreadNames((tid) => {
    asked.push(tid);
    return names[tid];
  });
  return { names, asked, known };
};

const thread = (fields: { comm: string; startedAt?: number; ended?: true }) =>
  taskEntry({ tid: 7, startedAt: 1e9, kernelThread: true, ...fields });
const WORKER = thread({ comm: 'kworker/0:1' });

describe("a kernel thread's name", () => {
  it('is the whole one where the engine knows its beginning', () => {
    const { known } = procWith({ 7: 'rcu_exp_par_gp_kthread_worker/0' });
    expect(known.nameOf(thread({ comm: 'rcu_exp_par_gp_' }), 5)).toBe(
      'rcu_exp_par_gp_kthread_worker/0',
    );
  });

  it('is kept while the thread does not run, and read again when it did', () => {
    const { names, asked, known } = procWith({ 7: 'kworker/0:1-events' });
    expect([known.nameOf(WORKER, 5), known.nameOf(WORKER, 5)]).toEqual(
      Array(2).fill('kworker/0:1-events'),
    );
    expect(asked).toEqual([7]);
    names[7] = 'kworker/0:1+kblockd';
    expect(known.nameOf(WORKER, 6)).toBe('kworker/0:1+kblockd');
  });

  it('is read every time where the engine does not know whether it ran', () => {
    const { asked, known } = procWith({ 7: 'kworker/0:1-events' });
    for (let i = 0; i < 3; i++) known.nameOf(WORKER, Number.NaN);
    expect(asked).toHaveLength(3);
  });

  it('that ended is the last one known, without a look at who bears the number now', () => {
    const { asked, known } = procWith({ 7: 'kworker/0:1-events' });
    const ended = thread({ comm: 'kworker/0:1', ended: true });
    expect(known.nameOf(ended, Number.NaN)).toBe('kworker/0:1');
    expect(asked).toEqual([]);
    known.nameOf(WORKER, 5);
    expect(known.nameOf(ended, Number.NaN)).toBe('kworker/0:1-events');
  });

  it('is never that of another with the same number', () => {
    const { names, known } = procWith({ 7: 'kworker/0:1-events' });
    known.nameOf(WORKER, 5);
    names[7] = 'bash';
    const later = thread({ comm: 'kworker/1:2', startedAt: 9e9 });
    expect(known.nameOf(later, 5)).toBe('kworker/1:2');
  });

  it("stays the last one known where the thread ran and cannot be asked, for it is ending or its number another's", () => {
    for (const now of [undefined, 'bash']) {
      const { names, known } = procWith({ 7: 'kworker/0:1-events' });
      known.nameOf(WORKER, 5);
      if (now === undefined) delete names[7];
      else names[7] = now;
      expect(known.nameOf(WORKER, 6)).toBe('kworker/0:1-events');
    }
  });

  it('is that of the work a worker is at now, whatever it was at when the engine looked', () => {
    const { known } = procWith({ 7: 'kworker/u8:3+loop2' });
    expect(known.nameOf(thread({ comm: 'kworker/u8:3-ev' }), 5)).toBe('kworker/u8:3+loop2');
  });

  it('is the short one where nothing more can be read, without a work cut in the middle', () => {
    expect(procWith({}).known.nameOf(WORKER, 5)).toBe('kworker/0:1');
    expect(procWith({}).known.nameOf(thread({ comm: 'kworker/u8:3-ev' }), 5)).toBe('kworker/u8:3');
  });
});
