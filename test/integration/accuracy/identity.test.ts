/** A task is its id and its start: an id used again is another task, and a program run anew is the same one under a new command line. */
import { expect, it } from 'vitest';
import { chargedTo, entriesOf, tasksIn } from '../../support/iotop/monitored.ts';
import { type Bench, describeAccuracy, MIB } from '../../support/load/accuracy.ts';

// The tasks live on, so the engine that sees no exits must pass too.
const ALL = ['bpf', 'taskstats', 'procfs'] as const;

describeAccuracy('a task id used again', (bench) => reuse(bench), ALL);
describeAccuracy('the same program run again by the same task', (bench) => execAgain(bench), ALL);

const reuse = ({ watch, load }: Bench): void => {
  const moments = [
    { when: 'in another interval', seconds: 0.3 },
    { when: 'in the same interval', seconds: 2 },
  ] as const;

  it.each(moments)('is another task with its own bytes, $when', async ({ seconds }) => {
    const watching = await watch(seconds);
    const running = await load('reuse', 3 * MIB, MIB);
    running.step();
    await running.ready();
    if (seconds < 1) await watching.caughtUp();
    running.step();
    const [first, second] = await running.moved();
    expect(first?.tid).toBe(second?.tid);
    for (const { engine, samples } of await watching.caughtUp()) {
      const of = (name: string) =>
        entriesOf(samples, ({ tid, comm }) => tid === second?.tid && comm === name);
      expect(chargedTo(of('reuse-second')).write, engine).toBe(second?.writeBytes);
      // Without exits nobody sees a task that began and ended between two looks.
      if (engine === 'procfs' && seconds > 1) continue;
      expect(chargedTo(of('reuse-first')).write, engine).toBe(first?.writeBytes);
      expect(tasksIn([...of('reuse-first'), ...of('reuse-second')]).size, engine).toBe(2);
    }
  });
};

const execAgain = ({ watch, load }: Bench): void => {
  it('shows its new command line at once, and its bytes once', async () => {
    const watching = await watch(0.3);
    const labels = ['first', 'second', 'third'];
    const running = await load('exec-self', MIB, ...labels);
    let seen = await watching.caughtUp();
    for (const [index, label] of labels.entries()) {
      if (index === 0) continue;
      const before = seen.map(({ samples }) => samples.length);
      running.step();
      if (index < labels.length - 1) await running.ready();
      else expect(await running.moved()).toMatchObject([{ tid: running.pid }]);
      seen = await watching.caughtUp();
      for (const [at, { engine, samples }] of seen.entries()) {
        const written = entriesOf(
          samples.slice(before[at]),
          ({ tid, write }) => tid === running.pid && (write ?? 0) > 0,
        );
        const commands = new Set(written.map(({ command }) => command?.split(' ')[3]));
        expect(commands, engine).toEqual(new Set([label]));
      }
    }
    for (const { engine, samples } of seen) {
      const entries = entriesOf(samples, ({ tid }) => tid === running.pid);
      expect(tasksIn(entries).size, engine).toBe(1);
      const { write } = chargedTo(entries);
      // Metadata may add a block to a run; a run counted twice would add 256.
      expect(write, engine).toBeGreaterThanOrEqual(3 * MIB);
      expect(write, engine).toBeLessThan(3.1 * MIB);
    }
  });
};
