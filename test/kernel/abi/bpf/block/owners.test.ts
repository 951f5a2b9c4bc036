/** Whom the block programs charge for what a device is asked for: cases, on every kernel. */
import { describe, expect, it } from 'vitest';
import { OWNER } from '../../../../../src/kernel/abi/bpf/block/block-maps.ts';
import { LOOP_WORKER } from '../../../../../src/kernel/abi/bpf/block/current-owner.ts';
import { PF_KTHREAD } from '../../../../../src/kernel/abi/proc/task-stat.ts';
import { BLOCK_SHAPES, type BlockShape } from '../../../../support/kernel/block-shapes.ts';
import {
  FakeBlockLayer,
  type FakeDisk,
  type FakeFile,
  type FakeTask,
  OP,
  PAGE,
} from '../../../../support/kernel/fake-block-layer.ts';
import { FakeBlockWatch } from '../../../../support/kernel/fake-block-watch.ts';

/** BLK_STS_AGAIN and BLK_STS_IOERR. */
const REFUSED = 12;
const FAILED = 10;

const start = (shape: BlockShape, room = {}) => {
  const layer = new FakeBlockLayer(shape, room);
  const watched = new FakeBlockWatch(layer);
  const leader = layer.task(10, { comm: 'pool' });
  return {
    layer,
    dd: layer.task(20, { comm: 'dd', uid: 33 }),
    cat: layer.task(30, { comm: 'cat' }),
    thread: layer.task(11, { tgid: 10, comm: 'worker', startedAt: 77 }, leader),
    kworker: layer.task(5, { comm: 'kworker/u8:1', uid: 0, flags: PF_KTHREAD | 1 }),
    loopWorker: layer.task(6, { comm: 'kworker/2+loop0', uid: 0, flags: LOOP_WORKER | 1 }),
    disk: layer.disk(253, 16),
    /** tid, or the number of an owner that is none, and what it asked for. */
    charged: () =>
      watched
        .interval()
        .records.map(({ tid, startedAt, asked }) => [tid || -startedAt, asked] as const)
        .sort(([a], [b]) => a - b),
    records: () => watched.interval().records,
  };
};

/** Pages of a file become dirty one by one; a worker of the kernel writes them in that order, `count` in one bio. */
const pagesOf = (layer: FakeBlockLayer, file: FakeFile, disk: FakeDisk, worker: FakeTask) => {
  const waiting: bigint[] = [];
  return {
    dirty: (task: FakeTask, count: number): void => {
      for (let i = 0; i < count; i++) {
        const page = layer.folio(file.mapping);
        waiting.push(page);
        layer.dirty(task, file, page);
      }
    },
    write: (count: number): void => {
      const [page] = waiting.splice(0, count);
      layer.submit(worker, layer.bio(disk, { page: page ?? 0n, size: count * PAGE }));
    },
  };
};

describe.each(BLOCK_SHAPES)('what a device is asked for on $name', (shape) => {
  const isLarge = shape.layout.folio !== undefined;

  it('belongs to the task that reads, discards or writes no page of a file', () => {
    const { layer, dd, cat, disk, charged } = start(shape);
    const submit = (op: number, size: number, page = 0n): void =>
      layer.submit(dd, layer.bio(disk, { op, size, page }));
    submit(OP.read, 4096);
    submit(OP.read, 8192);
    submit(OP.discard, 1 << 20);
    submit(OP.writeZeroes, 1 << 16);
    submit(OP.secureErase, 512);
    // User memory: a pointer to what is no address space, said by the lowest bits.
    submit(OP.write, 1024, layer.folio(layer.file().mapping + 1n));
    submit(OP.write, 2048, layer.folio(layer.file().mapping + 2n));
    submit(OP.write, 64, layer.folio(0n));
    submit(OP.zoneAppend, 32);
    // Where these have the vectors of others there is anything.
    const file = layer.file();
    const page = layer.folio(file.mapping);
    layer.dirty(cat, file, page);
    submit(OP.discard, 1, page);
    submit(OP.writeZeroes, 1, page);
    submit(OP.secureErase, 1, page);
    expect(charged()).toMatchObject([
      [
        20,
        {
          read: 12_288,
          reads: 2,
          discard: (1 << 20) + 1,
          write: (1 << 16) + 512 + 3072 + 98,
          writes: 8,
        },
      ],
    ]);
  });

  it('is nothing where a bio only flushes the cache of the device', () => {
    const { layer, dd, disk, charged } = start(shape);
    layer.submit(dd, layer.bio(disk, { op: OP.write, size: 0 }));
    layer.submit(dd, layer.bio(disk, { op: OP.flush, size: 0 }));
    expect(charged()).toEqual([]);
  });

  it('is of the disk that the device is part of', () => {
    const { layer, dd, records } = start(shape);
    layer.submit(dd, layer.bio(layer.disk(8, 16), { op: OP.read }));
    layer.submit(dd, layer.bio(layer.disk(259, 1_048_575), { op: OP.read }));
    const devices = records().map(({ device }) => device);
    expect(devices.sort()).toEqual(['259:1048575', '8:16']);
  });

  it('belongs, where a worker of the kernel writes, to who dirtied the page, wherever that stands in the bio and the folio', () => {
    const { layer, dd, cat, kworker, disk, charged } = start(shape);
    const [ours, theirs] = [layer.file({ number: 1 }), layer.file({ number: 2 })];
    const folio = layer.folio(ours.mapping, isLarge ? 2 : 0);
    const other = layer.folio(theirs.mapping);
    layer.dirty(dd, ours, folio);
    layer.dirty(cat, theirs, other);
    const last = isLarge ? 3 : 0;
    layer.submit(
      kworker,
      layer.bio(disk, { page: layer.pageOf(folio, last), size: 100, index: 3 }),
    );
    layer.submit(kworker, layer.bio(disk, { page: folio, size: 10, op: OP.zoneAppend }));
    layer.submit(kworker, layer.bio(disk, { page: other, size: 1 }));
    expect(charged()).toMatchObject([
      [20, { write: 110, writes: 2 }],
      [30, { write: 1, writes: 1 }],
    ]);
  });

  it('says who the owner is, be it the task that runs or one that has ended', () => {
    const { layer, dd, thread, kworker, disk, records } = start(shape);
    const file = layer.file();
    const page = layer.folio(file.mapping);
    layer.dirty(dd, file, page);
    layer.submit(thread, layer.bio(disk, { op: OP.read }));
    layer.submit(kworker, layer.bio(disk, { op: OP.read }));
    layer.submit(kworker, layer.bio(disk, { page }));
    expect(records()).toMatchObject([
      {
        tid: 11,
        startedAt: 77,
        who: { tgid: 10, uid: 1000, comm: 'worker', kernelThread: false, leaderStartedAt: 10_000 },
      },
      { tid: 5, startedAt: 5000, who: { comm: 'kworker/u8:1', uid: 0, kernelThread: true } },
      {
        tid: 20,
        startedAt: 20_000,
        who: { tgid: 20, uid: 33, comm: 'dd', kernelThread: false, leaderStartedAt: 20_000 },
      },
    ]);
  });

  it('belongs to nobody where the dirtier is not known', () => {
    const { layer, kworker, disk, charged } = start(shape);
    layer.submit(kworker, layer.bio(disk, { page: layer.folio(layer.file().mapping) }));
    expect(charged()).toMatchObject([[-OWNER.undirtied, { write: PAGE, writes: 1 }]]);
  });

  it('belongs to the file system where it is metadata or a page of the device it is mounted from, and to swapping where it is that', () => {
    const { layer, dd, kworker, disk, charged } = start(shape);
    const page = layer.folio(layer.file().mapping);
    const mounted = layer.deviceFile('file-system');
    const journal = layer.folio(mounted.mapping);
    layer.dirty(dd, mounted, journal);
    layer.submit(kworker, layer.bio(disk, { page: journal, size: 1 }));
    layer.submit(kworker, layer.bio(disk, { page, size: 2, flags: layer.flag('__REQ_META') }));
    layer.submit(kworker, layer.bio(disk, { page, size: 4, flags: layer.flag('__REQ_SWAP') }));
    // What is read belongs to who reads, metadata too.
    const flags = layer.flag('__REQ_META') + layer.flag('__REQ_SWAP');
    layer.submit(dd, layer.bio(disk, { op: OP.read, size: 8, flags }));
    expect(charged()).toMatchObject([
      [-OWNER.swapOut, { write: 4 }],
      [-OWNER.fileSystem, { write: 3 }],
      [20, { read: 8, write: 0 }],
    ]);
  });

  it.each([
    ['nobody holds', undefined],
    ['it holds itself, as mkfs does', 'task'],
  ] as const)('belongs to who writes through the file of a device that %s', (_, holder) => {
    const { layer, dd, kworker, disk, charged } = start(shape);
    const device = layer.deviceFile(holder);
    const page = layer.folio(device.mapping);
    layer.submit(kworker, layer.bio(disk, { page, size: 1 }));
    layer.dirty(dd, device, page);
    layer.submit(kworker, layer.bio(disk, { page, size: 2 }));
    expect(charged()).toMatchObject([
      [-OWNER.rawDevice, { write: 1 }],
      [20, { write: 2 }],
    ]);
  });

  it('belongs to who writes directly, whatever file the memory is of; but for a log, which is the file system’s', () => {
    const { layer, dd, cat, disk, charged } = start(shape);
    const file = layer.file();
    const page = layer.folio(file.mapping);
    layer.dirty(cat, file, page);
    const direct = layer.flag('__REQ_IDLE');
    layer.submit(dd, layer.bio(disk, { page, size: 1, flags: direct }));
    layer.submit(dd, layer.bio(disk, { page, size: 2, flags: direct + layer.flag('__REQ_META') }));
    expect(charged()).toMatchObject([
      [-OWNER.fileSystem, { write: 2 }],
      [20, { write: 1 }],
    ]);
  });

  it('is for loop devices where the worker of one reads, discards or writes, be it its own pages or those of a file above', () => {
    const { layer, dd, loopWorker, disk, records } = start(shape);
    const above = layer.file();
    const page = layer.folio(above.mapping);
    layer.dirty(dd, above, page);
    layer.submit(loopWorker, layer.bio(disk, { op: OP.read, size: 1 }));
    layer.submit(loopWorker, layer.bio(disk, { op: OP.discard, size: 2 }));
    layer.submit(loopWorker, layer.bio(disk, { op: OP.writeZeroes, size: 4 }));
    layer.submit(loopWorker, layer.bio(disk, { size: 8 }));
    const flags = layer.flag('__REQ_IDLE');
    for (const isCloned of [false, true]) {
      layer.submit(loopWorker, layer.bio(disk, { page, size: 16, flags, isCloned }));
    }
    const all = records();
    expect(all).toMatchObject([
      { tid: 0, startedAt: OWNER.loopDevice, asked: { read: 1, discard: 2, write: 44, writes: 4 } },
    ]);
    expect(all[0]).not.toHaveProperty('who');
  });

  it('is for loop devices where what their workers dirtied is written, and for who dirtied the same file beside them', () => {
    const { layer, dd, cat, loopWorker, kworker, disk, charged } = start(shape);
    const below = layer.file();
    const { dirty, write } = pagesOf(layer, below, disk, kworker);
    dirty(loopWorker, 3);
    dirty(dd, 1);
    for (let i = 0; i < 4; i++) write(1);
    expect(charged()).toMatchObject([
      [-OWNER.loopDevice, { write: 3 * PAGE }],
      [20, { write: PAGE }],
    ]);
    // A third takes the place of whom less is unwritten, which is no free one.
    dirty(loopWorker, 2);
    dirty(cat, 1);
    for (let i = 0; i < 3; i++) write(1);
    expect(charged()).toMatchObject([
      [-OWNER.loopDevice, { write: 2 * PAGE }],
      [30, { write: PAGE }],
    ]);
  });

  it('is for loop devices also where their workers come second to a file, and a third comes after', () => {
    const { layer, dd, cat, loopWorker, kworker, disk, charged } = start(shape);
    const { dirty, write } = pagesOf(layer, layer.file(), disk, kworker);
    dirty(dd, 2);
    dirty(loopWorker, 5);
    dirty(cat, 1);
    for (let i = 0; i < 6; i++) write(1);
    expect(charged()).toMatchObject([
      [-OWNER.loopDevice, { write: 5 * PAGE }],
      [30, { write: PAGE }],
    ]);
  });

  it('is nothing where the queue was full and the bio refused: who asked asks once more', () => {
    const { layer, dd, loopWorker, disk, charged } = start(shape);
    for (const task of [dd, loopWorker]) {
      for (const [op, size] of [
        [OP.read, 512],
        [OP.write, 1024],
      ] as const) {
        const bio = layer.bio(disk, { op, size });
        layer.submit(task, bio);
        layer.complete(task, bio, REFUSED);
        layer.submit(task, bio);
        layer.complete(task, bio, FAILED);
      }
    }
    const once = { read: 512, reads: 1, write: 1024, writes: 1 };
    expect(charged()).toMatchObject([
      [-OWNER.loopDevice, once],
      [20, once],
    ]);
  });

  it('is not for loop devices where a task has only some of a worker’s flags', () => {
    const { layer, disk, charged } = start(shape);
    for (const [tid, missing] of [0x0008_0000, 0x0010_0000, 0x0020_0000].entries()) {
      const task = layer.task(tid + 1, { flags: (LOOP_WORKER & ~missing) | 1 });
      layer.submit(task, layer.bio(disk, { op: OP.read, size: 1 }));
    }
    expect(charged().map(([who]) => who)).toEqual([1, 2, 3]);
  });

  it('belongs to who submits where the memory only looks like that of a file', () => {
    const { layer, dd, disk, charged } = start(shape);
    // What stands where a page has its address space leads to no inode that points back.
    const { inode } = layer.file();
    layer.submit(dd, layer.bio(disk, { page: layer.folio(inode), size: 1 }));
    layer.submit(dd, layer.bio(disk, { page: layer.folio(0x1234_0000_0000_0000n), size: 2 }));
    layer.submit(dd, layer.bio(disk, { page: 0x7777_0000_0000_0000n, size: 4 }));
    expect(charged()).toMatchObject([[20, { write: 7 }]]);
  });

  it('charges nobody old when the memory of an inode is used again, by its number or its generation', () => {
    const { layer, dd, cat, kworker, disk, charged } = start(shape);
    const file = layer.file({ number: 1, generation: 1 });
    const page = layer.folio(file.mapping);
    layer.dirty(dd, file, page);
    for (const [number, generation] of [
      [2, 1],
      [1, 2],
    ] as const) {
      layer.file({ number, generation }, file);
      layer.submit(kworker, layer.bio(disk, { page, size: 1 }));
      expect(charged()).toMatchObject([[-OWNER.undirtied, { write: 1 }]]);
      layer.dirty(cat, file, page);
      layer.submit(kworker, layer.bio(disk, { page, size: 2 }));
      expect(charged()).toMatchObject([[30, { write: 2 }]]);
    }
  });

  it('keeps two dirtiers of a file, and of three the one with more to be written', () => {
    const { layer, dd, cat, thread, kworker, disk, charged } = start(shape);
    const { dirty, write } = pagesOf(layer, layer.file(), disk, kworker);
    dirty(dd, 5);
    dirty(cat, 1);
    dirty(thread, 2);
    write(5);
    write(2);
    expect(charged()).toMatchObject([
      [11, { write: 2 * PAGE }],
      [20, { write: 5 * PAGE }],
    ]);
  });

  it('belongs to each that dirtied a file in its turn, when all of the other’s was written and few blocks of its folios are', () => {
    const { layer, dd, cat, thread, kworker, disk, charged } = start(shape);
    const file = layer.file();
    const folio = layer.folio(file.mapping, isLarge ? 4 : 0);
    const expected = new Map<number, number>();
    for (let turn = 0; turn < 12; turn++) {
      const task = [dd, cat, thread][turn % 3] as FakeTask;
      layer.dirty(task, file, folio);
      // Parts of one folio, in as many bios.
      for (let part = 0; part <= turn % 5; part++) {
        for (const isCloned of [false, true]) {
          layer.submit(kworker, layer.bio(disk, { page: folio, size: 512, isCloned }));
        }
        expected.set(task.tid, (expected.get(task.tid) ?? 0) + 1024);
      }
      layer.clean(file);
    }
    const told = charged().map(([who, { write }]) => [who, write]);
    expect(new Map(told as [number, number][])).toEqual(expected);
  });

  it('belongs to who dirtied it while it is on its way, though another dirties the file meanwhile', () => {
    const { layer, dd, cat, kworker, disk, charged } = start(shape);
    const file = layer.file();
    const { dirty, write } = pagesOf(layer, file, disk, kworker);
    dirty(dd, 2);
    layer.clean(file, { inFlight: true });
    dirty(cat, 1);
    for (let i = 0; i < 3; i++) write(1);
    expect(charged()).toMatchObject([
      [20, { write: 2 * PAGE }],
      [30, { write: PAGE }],
    ]);
  });

  it('belongs to who dirtied it after all that others had dirtied was cut away unwritten', () => {
    const { layer, dd, cat, thread, kworker, disk, charged } = start(shape);
    const file = layer.file();
    const { dirty } = pagesOf(layer, file, disk, kworker);
    dirty(dd, 5);
    dirty(cat, 3);
    layer.clean(file);
    const rest = pagesOf(layer, file, disk, kworker);
    rest.dirty(thread, 1);
    rest.write(1);
    expect(charged()).toMatchObject([[11, { write: PAGE }]]);
  });

  it('belongs to who dirtied it though it is the folio that was written last before the file was clean', () => {
    const { layer, dd, cat, kworker, disk, charged } = start(shape);
    const file = layer.file();
    const folio = layer.folio(file.mapping);
    const write = (page: bigint): void => {
      for (const isCloned of [false, true]) {
        layer.submit(kworker, layer.bio(disk, { page, isCloned }));
      }
    };
    for (let i = 0; i < 2; i++) {
      layer.clean(file);
      layer.dirty(cat, file, folio);
      write(folio);
    }
    const another = layer.folio(file.mapping);
    layer.dirty(dd, file, another);
    write(another);
    expect(charged()).toMatchObject([
      [20, { write: 2 * PAGE }],
      [30, { write: 4 * PAGE }],
    ]);
  });

  it('knows that of what a dirtier dirtied no more is left than there is of the file in memory', () => {
    const { layer, dd, cat, thread, kworker, disk, charged } = start(shape);
    const file = layer.file();
    const { dirty, write } = pagesOf(layer, file, disk, kworker);
    dirty(dd, 9);
    dirty(cat, 2);
    // The file is cut: eight of the nine pages are gone, and never written.
    layer.setCached(file, 1);
    dirty(thread, 1);
    // One page of the first is left, and one of the third: each is charged once.
    write(1);
    write(1);
    expect(charged().map(([who]) => who)).toEqual([11, 20]);
  });

  it('counts failures and what went back into the queue by device, where the kernel tells', () => {
    const { layer, dd, disk, charged } = start(shape);
    const request = layer.request(disk);
    layer.begin(dd, request, layer.bio(disk, { op: OP.read }));
    layer.requeue(request);
    layer.requeue(request);
    layer.end(request, 1, 10);
    const failed = layer.has('block_rq_error') ? 1 : 0;
    expect(charged().find(([who]) => who === -OWNER.device)?.[1]).toMatchObject({
      reads: failed,
      writes: 2,
      read: 0,
      write: 0,
    });
  });
});

describe.each(BLOCK_SHAPES.filter(({ layout }) => layout.folio !== undefined))(
  'a large folio on $name',
  (shape) => {
    it('counts with all its pages for who dirtied it', () => {
      const { layer, dd, cat, kworker, disk, charged } = start(shape);
      const file = layer.file();
      const large = layer.folio(file.mapping, 3);
      const small = layer.folio(file.mapping);
      layer.folio(layer.file().mapping, 3);
      layer.dirty(cat, file, small);
      layer.dirty(dd, file, large);
      for (let i = 0; i < 8; i++) {
        layer.submit(kworker, layer.bio(disk, { page: layer.pageOf(large, i) }));
      }
      layer.submit(kworker, layer.bio(disk, { page: small }));
      expect(charged()).toMatchObject([
        [20, { write: 8 * PAGE }],
        [30, { write: PAGE }],
      ]);
    });

    it.each([
      ['on the disk', false],
      ['on a device below', true],
    ])(
      'is paid for when a block of it is written, though the file is never clean, %s',
      (_, isCloned) => {
        const { layer, dd, cat, kworker, disk, charged } = start(shape);
        const file = layer.file();
        const folios = Array.from({ length: 8 }, () => layer.folio(file.mapping, 3));
        // One more than the other, as each of them is half of the time.
        for (let turn = 0; turn < 40; turn++) {
          const folio = folios[(turn * 5) % 8] as bigint;
          layer.dirty(turn % 4 === 0 ? cat : dd, file, folio);
          layer.submit(kworker, layer.bio(disk, { page: folio, size: 512, isCloned }));
          layer.submit(
            kworker,
            layer.bio(disk, { page: layer.pageOf(folio, 5), size: 512, isCloned }),
          );
        }
        expect(charged()).toMatchObject([
          [20, { write: 30 * 1024 }],
          [30, { write: 10 * 1024 }],
        ]);
      },
    );

    it('is paid for again when it is dirty again, be it the last that was written', () => {
      const { layer, dd, cat, kworker, disk, charged } = start(shape);
      const file = layer.file();
      const folio = layer.folio(file.mapping, 3);
      for (let turn = 0; turn < 8; turn++) {
        layer.dirty(turn < 4 ? dd : cat, file, folio);
        for (const isCloned of [false, true]) {
          layer.submit(kworker, layer.bio(disk, { page: folio, size: 512, isCloned }));
        }
      }
      expect(charged()).toMatchObject([
        [20, { write: 4 * 1024 }],
        [30, { write: 4 * 1024 }],
      ]);
    });

    it('whose rest is written with others pays for those', () => {
      const { layer, dd, cat, kworker, disk, charged } = start(shape);
      const file = layer.file();
      const folios = Array.from({ length: 3 }, () => layer.folio(file.mapping, 2));
      for (const folio of folios) layer.dirty(dd, file, folio);
      const small = layer.folio(file.mapping);
      layer.dirty(cat, file, small);
      const first = folios[0] as bigint;
      layer.submit(kworker, layer.bio(disk, { page: first, size: PAGE }));
      layer.submit(kworker, layer.bio(disk, { page: layer.pageOf(first, 1), size: 12 * PAGE }));
      layer.submit(kworker, layer.bio(disk, { page: small }));
      expect(charged()).toMatchObject([
        [20, { write: 13 * PAGE }],
        [30, { write: PAGE }],
      ]);
    });
  },
);
