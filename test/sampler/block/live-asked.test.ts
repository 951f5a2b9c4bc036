/** Samples of a live source that watches the block layer: a fake one, under the watch that is used for the real. */
import { describe, expect, it } from 'vitest';
import { ASKED } from '../../../src/sample/fields.ts';
import type { Engine } from '../../../src/sampler/engine.ts';
import { BLOCK_SHAPES, type BlockShape } from '../../support/kernel/block-shapes.ts';
import { FakeBlockLayer, OP, PAGE } from '../../support/kernel/fake-block-layer.ts';
import { FakeBlockWatch } from '../../support/kernel/fake-block-watch.ts';
import { Machine, take } from '../../support/snapshots/planned-machine.ts';
import { S, type TaskRow } from '../../support/snapshots/snapshots.ts';

const shape = BLOCK_SHAPES.find(({ name }) => name === 'Linux 6.18') as BlockShape;

/** A machine of these tasks, and a disk no machine has, which is called by its number. @param during what is asked for in the first interval */
const start = (
  before: readonly TaskRow[],
  after: readonly TaskRow[],
  during: (layer: ReturnType<typeof blockLayer>) => void,
) => {
  const block = blockLayer();
  const machine = new Machine([{ tasks: before }, { tasks: after }]);
  const afterWait = (): void => {
    if (machine.now === 100) during(block);
  };
  return { machine, block, options: { block: block.watched.watch, afterWait } };
};

const blockLayer = () => {
  const layer = new FakeBlockLayer(shape);
  const watched = new FakeBlockWatch(layer);
  const disk = layer.disk(4000, 99);
  const kworker = layer.task(5);
  const read = (tid: number, startedAt: number, size: number): void =>
    layer.submit(layer.task(tid, { startedAt }), layer.bio(disk, { op: OP.read, size }));
  /** A task dirties a page, which the kernel writes. */
  const write = (tid: number, startedAt: number): void => {
    const file = layer.file();
    const page = layer.folio(file.mapping);
    layer.dirty(layer.task(tid, { startedAt, comm: 'early' }), file, page);
    layer.submit(kworker, layer.bio(disk, { page }));
  };
  return { layer, watched, disk, read, write };
};

describe('a sample with the block layer watched', () => {
  const sleeper = { tid: 7, startedAt: 3 * S, read: 4096 };

  it('has a sleeper whose page is written with zeros, and the idle as such, to whom nothing was asked for either', async () => {
    const others = [sleeper, { tid: 8, read: 1 }];
    const { machine, options } = start(others, others, ({ write }) => write(7, 3 * S));
    const [first, second] = await take(machine.source(1000, options), 2);
    expect(first?.tasks).toMatchObject([
      { tid: 7, read: 0, write: 0, disk: [{ device: '4000:99', write: PAGE, writes: 1 }] },
    ]);
    expect(first?.idle?.still).toEqual(expect.arrayContaining([...ASKED]));
    expect(second?.tasks).toEqual([]);
  });

  it('has the sleeper also where only those that ran were asked', async () => {
    const { machine, options } = start([sleeper, { tid: 8 }], [], ({ write }) => write(7, 3 * S));
    const readRan: Engine['readRan'] = ({ tasks }) => {
      machine.engine.readTasks(tasks);
      return [];
    };
    const engine = { ...machine.engine, readRan };
    const [sample] = await take(machine.source(1000, { ...options, engine }), 1);
    expect(sample?.tasks).toMatchObject([{ tid: 7, read: 0, disk: [{ write: PAGE }] }]);
    expect(sample?.tasks[0]).not.toHaveProperty('ended');
    expect(sample?.taskCount).toBe(2);
  });

  it('has who ended before, and not who has the id now', async () => {
    const heir = { tid: 7, startedAt: 50 * S };
    const { machine, options } = start([heir], [heir], ({ write }) => write(7, 3 * S));
    const [sample] = await take(machine.source(1000, options), 1);
    expect(sample?.tasks).toMatchObject([
      { tid: 7, startedAt: 3 * S, comm: 'early', ended: true, endedBefore: true, diskRead: 0 },
    ]);
  });

  it('does not say of a task that began after the pass that it ended', async () => {
    const { machine, options } = start([], [], ({ read }) => read(9, 101.5 * S, 512));
    const [sample] = await take(machine.source(1000, options), 1);
    expect(sample?.tasks).toMatchObject([{ tid: 9, disk: [{ read: 512 }] }]);
    expect(sample?.tasks[0]).not.toHaveProperty('ended');
  });

  it('has what was asked for since the sample before, and not what was before the first', async () => {
    const { machine, block, options } = start([sleeper], [sleeper], ({ read }) =>
      read(7, 3 * S, 1),
    );
    block.read(7, 3 * S, 1000);
    const [first] = await take(machine.source(1000, options), 1);
    expect(first?.tasks).toMatchObject([{ disk: [{ read: 1, reads: 1 }] }]);
  });

  it('says what nobody who is a task asked of a device that is gone', async () => {
    const { machine, options } = start([], [], ({ layer, disk }) => {
      const flags = layer.flag('__REQ_META');
      layer.submit(layer.task(5), layer.bio(disk, { size: 512, flags }));
    });
    const [sample] = await take(machine.source(1000, options), 1);
    expect(sample?.gaps).toContainEqual({ kind: 'asked-lost', count: 512 });
  });

  it('says zero of a task that did something else, and closes the watch with the source', async () => {
    const { machine, block, options } = start([sleeper], [{ ...sleeper, read: 8192 }], () => {});
    const source = machine.source(1000, options);
    const [sample] = await take(source, 1);
    expect(sample?.tasks).toMatchObject([{ tid: 7, read: 4096, diskRead: 0, diskWrite: 0 }]);
    expect(sample?.tasks[0]).not.toHaveProperty('disk');
    source.close();
    expect(block.watched.closed).toBe(1);
  });
});

describe('a sample without it', () => {
  const moved = [{ tasks: [{ tid: 7 }] }, { tasks: [{ tid: 7, read: 1 }] }];

  it('says why, in each sample, and guesses no zeros', async () => {
    const block = { kind: 'unavailable', what: 'block', reason: 'no BTF', remedy: '' } as const;
    const samples = await take(new Machine(moved).source(1000, { block }), 2);
    for (const { gaps } of samples) expect(gaps).toContainEqual(block);
    const [task] = samples[0]?.tasks ?? [];
    expect(task).toMatchObject({ tid: 7, read: 1 });
    for (const field of ['diskRead', 'diskWrite', 'disk']) expect(task).not.toHaveProperty(field);
    for (const field of ASKED) expect(samples[0]?.idle?.still).not.toContain(field);
  });

  it('says nothing where nobody wants to know', async () => {
    const [sample] = await take(new Machine(moved).source(1000), 1);
    expect(sample?.gaps.filter((gap) => 'what' in gap && gap.what === 'block')).toEqual([]);
    expect(sample?.tasks[0]).not.toHaveProperty('diskRead');
  });
});
