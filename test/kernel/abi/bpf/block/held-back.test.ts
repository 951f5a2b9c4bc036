/** Whom the block programs charge for what a limit of a control group held back, and a worker of the kernel let go: on every kernel that tells. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OWNER } from '../../../../../src/kernel/abi/bpf/block/block-maps.ts';
import { LOOP_WORKER, WORKER } from '../../../../../src/kernel/abi/bpf/block/current-owner.ts';
import { PF_KTHREAD } from '../../../../../src/kernel/abi/proc/task-stat.ts';
import type { Asked } from '../../../../../src/sampler/block/asked-record.ts';
import { BLOCK_SHAPES, type BlockShape, without } from '../../../../support/kernel/block-shapes.ts';
import { FakeBlockLayer, type FakeTask, OP } from '../../../../support/kernel/fake-block-layer.ts';
import { FakeBlockWatch } from '../../../../support/kernel/fake-block-watch.ts';

/** BLK_STS_AGAIN */
const REFUSED = 12;

const start = (shape: BlockShape, room = {}) => {
  const layer = new FakeBlockLayer(shape, room);
  layer.machine.monotonic = 5000n;
  const watched = new FakeBlockWatch(layer);
  return {
    layer,
    dd: layer.task(20, { comm: 'dd', uid: 33 }),
    cat: layer.task(30, { comm: 'cat' }),
    worker: layer.task(5, { comm: 'kworker/1:0', uid: 0, flags: PF_KTHREAD | WORKER }),
    loopWorker: layer.task(6, { comm: 'kworker/2+loop0', flags: LOOP_WORKER | WORKER }),
    disk: layer.disk(253, 16),
    records: () => watched.interval().records,
    /** tid, or the number of an owner that is none, and what it asked for. */
    charged: () =>
      watched
        .interval()
        .records.map(({ tid, startedAt, asked }) => [tid || -startedAt, asked] as const)
        .sort(([a], [b]) => a - b),
  };
};

const TELLING = BLOCK_SHAPES.filter(({ traced }) => traced.__blk_throtl_bio !== undefined);

describe.each(TELLING)('what a limit holds back on $name', (shape) => {
  it('belongs to who read, discarded or wrote directly, with its name and for how long', () => {
    const { layer, dd, worker, disk, records } = start(shape);
    const page = layer.folio(layer.file().mapping);
    const bios = [
      layer.bio(disk, { op: OP.read, size: 1 }),
      layer.bio(disk, { op: OP.discard, size: 2 }),
      layer.bio(disk, { op: OP.writeZeroes, size: 4 }),
      layer.bio(disk, { page, size: 8, flags: layer.flag('__REQ_IDLE') }),
    ];
    for (const bio of bios) layer.limit(dd, bio, true);
    layer.machine.monotonic += 700n;
    for (const bio of bios) layer.submit(worker, bio);
    expect(records()).toMatchObject([
      {
        tid: 20,
        startedAt: 20_000,
        who: { tgid: 20, uid: 33, comm: 'dd', kernelThread: false, leaderStartedAt: 20_000 },
        asked: { read: 1, reads: 1, discard: 2, write: 12, writes: 2, heldTime: 2800 },
      },
    ]);
  });

  it('is forgotten where it goes on at once: its address is used again', () => {
    const { layer, dd, worker, disk, charged } = start(shape);
    const bio = layer.bio(disk, { op: OP.read, size: 1 });
    layer.limit(dd, bio, false);
    layer.submit(dd, bio);
    layer.submit(worker, bio);
    layer.limit(dd, bio, true);
    layer.submit(worker, bio);
    layer.submit(worker, bio);
    expect(charged()).toMatchObject([
      [5, { read: 2, heldTime: 0 }],
      [20, { read: 2 }],
    ]);
  });

  it('is not another’s that has its address later, where it was never queued', () => {
    const { layer, dd, worker, disk, charged } = start(shape);
    const bio = layer.bio(disk, { op: OP.read, size: 1, sector: 8 });
    layer.limit(dd, bio, true);
    layer.moveBio(bio, 16);
    layer.submit(worker, bio);
    expect(charged()).toMatchObject([[5, { read: 1 }]]);
  });

  it('is not noted of pages of files, whose dirtier is known', () => {
    const { layer, dd, cat, worker, disk, charged } = start(shape);
    const file = layer.file();
    const page = layer.folio(file.mapping);
    layer.dirty(dd, file, page);
    const bio = layer.bio(disk, { page, size: 1 });
    layer.limit(cat, bio, true);
    layer.submit(worker, bio);
    expect(charged()).toMatchObject([[20, { write: 1, heldTime: 0 }]]);
    expect(layer.machine.values(layer.maps.held)).toEqual([]);
  });

  it('is for loop devices where it holds back the worker of one', () => {
    const { layer, loopWorker, worker, disk, records } = start(shape);
    const bio = layer.bio(disk, { op: OP.read, size: 1 });
    layer.limit(loopWorker, bio, true);
    layer.submit(worker, bio);
    const all = records();
    expect(all).toMatchObject([{ tid: 0, startedAt: OWNER.loopDevice, asked: { read: 1 } }]);
    expect(all[0]).not.toHaveProperty('who');
  });

  it('is nothing where the queue was full and the bio refused', () => {
    const { layer, dd, worker, disk, charged } = start(shape);
    const bio = layer.bio(disk, { op: OP.read, size: 1 });
    for (const isRefused of [true, false]) {
      layer.limit(dd, bio, true);
      layer.submit(worker, bio);
      if (isRefused) layer.complete(worker, bio, REFUSED);
    }
    expect(charged().filter(([, { read = 0 }]) => read > 0)).toMatchObject([
      [20, { read: 1, reads: 1 }],
    ]);
  });

  it('is the worker’s where so many are held back that the first is forgotten', () => {
    const { layer, dd, worker, disk, charged } = start(shape, { held: 2 });
    const bios = [1, 2, 4].map((size) => layer.bio(disk, { op: OP.read, size }));
    for (const bio of bios) layer.limit(dd, bio, true);
    for (const bio of bios) layer.submit(worker, bio);
    expect(charged()).toMatchObject([
      [5, { read: 1 }],
      [20, { read: 6 }],
    ]);
  });

  it('leaves no note, and charges each task to the byte, in whatever order it is let go', () => {
    const deed = fc.record({
      task: fc.nat(1),
      op: fc.constantFrom(OP.read, OP.discard, OP.write),
      size: fc.integer({ min: 1, max: 1 << 20 }),
      isLimited: fc.boolean(),
      isHeld: fc.boolean(),
      letGo: fc.option(fc.nat(9), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 30 }), (deeds) => {
        const { layer, dd, cat, worker, disk, charged } = start(shape);
        const tasks: readonly [FakeTask, FakeTask] = [dd, cat];
        const asked = new Map<number, number>();
        const waiting: bigint[] = [];
        for (const { task, op, size, isLimited, isHeld, letGo } of deeds) {
          const who = tasks[task] as FakeTask;
          const bio = layer.bio(disk, { op, size, flags: layer.flag('__REQ_IDLE') });
          asked.set(who.tid, (asked.get(who.tid) ?? 0) + size);
          if (isLimited) layer.limit(who, bio, isHeld);
          if (isLimited && isHeld) waiting.push(bio);
          else layer.submit(who, bio);
          if (letGo === undefined || letGo >= waiting.length) continue;
          for (const next of waiting.splice(letGo, 1)) layer.submit(worker, next);
        }
        for (const next of waiting) layer.submit(worker, next);
        const all = ({ read, write, discard }: Asked) =>
          (read ?? 0) + (write ?? 0) + (discard ?? 0);
        const seen = charged().map(([tid, each]) => [tid, all(each)] as const);
        expect(new Map(seen)).toEqual(asked);
        expect(layer.machine.values(layer.maps.held)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

it('it is the worker’s where the kernel does not tell where it holds something back', () => {
  const whole = TELLING.at(-1) as BlockShape;
  const { layer, dd, worker, disk, charged } = start(without(whole, '__blk_throtl_bio'));
  const bio = layer.bio(disk, { op: OP.read, size: 1 });
  layer.limit(dd, bio, true);
  layer.submit(worker, bio);
  expect(charged()).toMatchObject([[5, { read: 1 }]]);
});
