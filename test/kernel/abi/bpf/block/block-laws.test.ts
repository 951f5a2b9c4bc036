/** What holds of the block programs whatever happens, and in whatever order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_COUNT } from '../../../../../src/kernel/abi/bpf/block/block-maps.ts';
import { LOOP_WORKER } from '../../../../../src/kernel/abi/bpf/block/current-owner.ts';
import { HELPER } from '../../../../../src/kernel/abi/bpf/programs/helper-functions.ts';
import type { AskedRecord } from '../../../../../src/sampler/block/asked-record.ts';
import { BLOCK_SHAPES, type BlockShape } from '../../../../support/kernel/block-shapes.ts';
import {
  FakeBlockLayer,
  type FakeFile,
  type FakeTask,
  OP,
  PAGE,
} from '../../../../support/kernel/fake-block-layer.ts';
import { FakeBlockWatch } from '../../../../support/kernel/fake-block-watch.ts';

const newest = BLOCK_SHAPES.at(-1) as BlockShape;
/** Those that differ in what these laws are about: arguments, the current task, folios and how a page says whose it is. */
const SHAPES = BLOCK_SHAPES.filter(({ name }) => /5\.10|6\.12$|7\.2/.test(name));
const RUNS = { numRuns: 50 };

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);
const total = (
  records: readonly AskedRecord[],
  name: 'read' | 'write' | 'discard' | 'reads' | 'writes',
): number => sum(records.map(({ asked }) => asked[name]));
const writtenBy = (records: readonly AskedRecord[], { tid, startedAt }: FakeTask): number =>
  total(
    records.filter((record) => record.tid === tid && record.startedAt === startedAt),
    'write',
  );

/** What of the block layer may happen to one of three tasks, two files and two disks. */
const deed = fc.record({
  what: fc.constantFrom(
    'dirty',
    'write',
    'write',
    'read',
    'direct',
    'discard',
    'zeroes',
    'flush',
    'meta',
    'swap',
  ),
  task: fc.nat(2),
  file: fc.nat(1),
  disk: fc.nat(1),
  order: fc.nat(3),
  size: fc.nat(1 << 20),
  index: fc.nat(3),
  /** After so many calls of the programs user space ends an interval: perhaps in the midst of one. */
  turnIn: fc.option(fc.nat(60), { nil: undefined }),
});

describe.each(SHAPES)('the block programs of $name', (shape) => {
  it.each([
    ['', {}],
    [', in maps that are too small as well', { asked: 2, dirtiers: 1 }],
  ])('lose no byte, whenever an interval ends%s', (_, room) => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
        const layer = new FakeBlockLayer(shape, room);
        const { watch } = new FakeBlockWatch(layer);
        const tasks = [layer.task(20), layer.task(30), layer.task(6, { flags: LOOP_WORKER })];
        const files = [layer.file({ number: 1 }), layer.file({ number: 2 })];
        const disks = [layer.disk(8, 0), layer.disk(8, 16)];
        const asked = { read: 0, write: 0, discard: 0, reads: 0, writes: 0 };
        const records: AskedRecord[] = [];
        let lost = 0;
        let turned = false;
        let turnIn = Number.POSITIVE_INFINITY;
        layer.machine.onHelper = () => {
          if (turnIn-- !== 0) return;
          watch.turn();
          turned = true;
        };
        const take = (): void => {
          const taken = watch.take();
          records.push(...taken.records);
          lost += sum(taken.gaps.map((gap) => (gap.kind === 'asked-lost' ? gap.count : 0)));
          turned = false;
        };
        const submit = (each: (typeof deeds)[number], op: number, bio: object = {}): void => {
          const task = tasks[each.task] as FakeTask;
          const disk = disks[each.disk] as (typeof disks)[0];
          layer.submit(task, layer.bio(disk, { op, size: each.size, index: each.index, ...bio }));
          if (each.size === 0) return;
          const name = op === OP.read ? 'read' : op === OP.discard ? 'discard' : 'write';
          asked[name] += each.size;
          if (name !== 'discard') asked[`${name}s`] += 1;
        };
        for (const each of deeds) {
          const file = files[each.file] as FakeFile;
          const order = shape.layout.folio === undefined ? 0 : each.order;
          turnIn = each.turnIn ?? turnIn;
          if (each.what === 'dirty') {
            layer.dirty(tasks[each.task] as FakeTask, file, layer.folio(file.mapping, order));
          } else if (each.what === 'write') {
            submit(each, OP.write, { page: layer.folio(file.mapping, order) });
          } else if (each.what === 'read') submit(each, OP.read);
          else if (each.what === 'discard') submit(each, OP.discard);
          else if (each.what === 'zeroes') submit(each, OP.writeZeroes);
          else if (each.what === 'direct') submit(each, OP.write);
          else if (each.what === 'flush') submit({ ...each, size: 0 }, OP.flush);
          else
            submit(each, OP.write, {
              flags: layer.flag(each.what === 'meta' ? '__REQ_META' : '__REQ_SWAP'),
            });
          // A moment later, as the sampler does, when no program that saw the old turn runs any more.
          if (turned) take();
        }
        for (let i = 0; i < 2; i++) {
          watch.turn();
          take();
        }
        const noted = {
          read: total(records, 'read'),
          write: total(records, 'write'),
          discard: total(records, 'discard'),
        };
        expect(sum(Object.values(noted)) + lost).toBe(asked.read + asked.write + asked.discard);
        if (lost > 0) return;
        const { reads, writes } = asked;
        expect(noted).toEqual({ read: asked.read, write: asked.write, discard: asked.discard });
        expect([total(records, 'reads'), total(records, 'writes')]).toEqual([reads, writes]);
        expect(records.every(({ tid, who }) => tid === 0 || who !== undefined)).toBe(true);
      }),
      RUNS,
    );
  });

  /** Pages of two files by two tasks, and whether something is written in between. */
  const dirtying = fc.record({
    task: fc.nat(1),
    file: fc.nat(1),
    order: fc.nat(3),
    write: fc.boolean(),
    at: fc.nat(1000),
    /** The file goes, and its memory is used for the next one. */
    replace: fc.boolean(),
  });

  /** @param of which task dirties which file @returns by task and file: dirtied, charged; and the largest bio */
  const played = (
    steps: readonly (typeof dirtying extends fc.Arbitrary<infer Step> ? Step : never)[],
    taskOf: (step: { task: number; file: number }) => number,
  ) => {
    const layer = new FakeBlockLayer(shape);
    const watched = new FakeBlockWatch(layer);
    const tasks = [layer.task(20), layer.task(30)];
    const worker = layer.task(5);
    const disk = layer.disk(8, 0);
    const below = layer.disk(8, 16);
    const files = [layer.file({ number: 1 }), layer.file({ number: 2 })];
    const dirty: { file: number; folio: bigint; size: number }[] = [];
    const dirtied = [0, 0];
    let largest = 0;
    let number = 2;
    const write = (at: number): void => {
      const [next] = dirty.splice(at % Math.max(1, dirty.length), 1);
      if (next === undefined) return;
      const bio = { page: next.folio, size: next.size, index: at % 3 };
      layer.submit(worker, layer.bio(disk, bio));
      // Device mapper passes it on.
      layer.submit(worker, layer.bio(below, { ...bio, isCloned: true }));
    };
    for (const step of steps) {
      const { file, order, at } = step;
      const task = taskOf(step);
      const pages = shape.layout.folio === undefined ? 1 : 1 << order;
      const folio = layer.folio((files[file] as FakeFile).mapping, Math.log2(pages));
      layer.dirty(tasks[task] as FakeTask, files[file] as FakeFile, folio);
      dirty.push({ file, folio, size: pages * PAGE });
      dirtied[task] = (dirtied[task] ?? 0) + pages * PAGE;
      largest = Math.max(largest, pages * PAGE);
      if (step.write) write(at);
      if (step.replace && !dirty.some((one) => one.file === file)) {
        number += 1;
        layer.file({ number }, files[file]);
      }
    }
    while (dirty.length > 0) write(0);
    const { records } = watched.interval();
    const chargedAt = (device: string): readonly number[] =>
      tasks.map((task) =>
        writtenBy(
          records.filter((record) => record.device === device),
          task,
        ),
      );
    return { dirtied, charged: chargedAt('8:0'), below: chargedAt('8:16'), largest };
  };

  it('charge each byte that one task alone dirtied to that task, on the device below too', () => {
    fc.assert(
      fc.property(fc.array(dirtying, { maxLength: 30 }), (steps) => {
        const { dirtied, charged, below } = played(steps, ({ file }) => file);
        expect(charged).toEqual(dirtied);
        expect(below).toEqual(dirtied);
      }),
      RUNS,
    );
  });

  it('charge each of two dirtiers of a file what it dirtied, to within one bio, on the device below too', () => {
    fc.assert(
      fc.property(fc.array(dirtying, { maxLength: 30 }), (steps) => {
        const one = steps.map((step) => ({ ...step, file: 0, replace: false }));
        const { dirtied, charged, below, largest } = played(one, ({ task }) => task);
        for (const each of [charged, below]) {
          expect(sum(each)).toBe(sum(dirtied));
          expect(Math.abs((each[0] ?? 0) - (dirtied[0] ?? 0))).toBeLessThanOrEqual(largest);
        }
      }),
      RUNS,
    );
  });
});

/** Of a few sectors, so that many begin where another ended. */
const request = fc.record({
  task: fc.nat(1),
  disk: fc.nat(1),
  op: fc.constantFrom(OP.read, OP.write, OP.discard),
  sector: fc.nat(4),
  sectors: fc.integer({ min: 1, max: 3 }),
  /** The interval ends behind it. */
  ends: fc.boolean(),
});

it('requests that begin where the last one of their owner in their direction ended are counted, wherever intervals end', () => {
  fc.assert(
    fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
      const layer = new FakeBlockLayer(newest);
      const watched = new FakeBlockWatch(layer);
      const tasks = [layer.task(20), layer.task(6, { flags: LOOP_WORKER })];
      const disks = [layer.disk(8, 0), layer.disk(8, 16)];
      const ends = new Map<string, number>();
      const records: AskedRecord[] = [];
      let sequential = 0;
      for (const { task, disk, op, sector, sectors, ends: hasEnded } of requests) {
        const to = disks[disk] as (typeof disks)[0];
        layer.submit(tasks[task] as FakeTask, layer.bio(to, { op, sector, size: sectors * 512 }));
        const key = `${task} ${disk} ${op}`;
        if (op !== OP.discard && ends.get(key) === sector) sequential += 1;
        ends.set(key, sector + sectors);
        if (hasEnded) records.push(...watched.interval().records);
      }
      records.push(...watched.interval().records, ...watched.interval().records);
      expect(sum(records.map(({ asked }) => asked.sequential))).toBe(sequential);
    }),
  );
});

it('the map of dirtiers forgets who was seen longest ago, and only that', () => {
  const layer = new FakeBlockLayer(newest, { dirtiers: 2 });
  const watched = new FakeBlockWatch(layer);
  const disk = layer.disk(8, 0);
  const tasks = [1, 2, 3].map((tid) => layer.task(tid));
  const files = [1, 2, 3].map((number) => layer.file({ number }));
  const folios = files.map(({ mapping }) => layer.folio(mapping));
  for (const i of [0, 1, 0, 2]) {
    layer.dirty(tasks[i] as FakeTask, files[i] as FakeFile, folios[i] as bigint);
  }
  for (const page of folios) layer.submit(layer.task(9), layer.bio(disk, { page }));
  const { records } = watched.interval();
  expect(records.map(({ tid }) => tid).sort()).toEqual([0, 1, 3]);
});

it('files are counted that were noted with their dirtier, each once as long as it is remembered', () => {
  const layer = new FakeBlockLayer(newest, { dirtiers: 2 });
  const tasks = [1, 2].map((tid) => layer.task(tid));
  const files = [1, 2, 3].map((number) => layer.file({ number }));
  for (const i of [0, 0, 1, 0, 2, 1]) {
    const file = files[i] as FakeFile;
    for (const task of tasks) layer.dirty(task, file, layer.folio(file.mapping));
  }
  const noted = layer.machine.valueOf(layer.maps.lost) + BigInt(BLOCK_COUNT.files);
  // The second was forgotten for the third.
  expect(layer.machine.read(noted, 8)).toBe(4n);
});

it('two CPUs that note for one owner at once lose nothing of either', () => {
  const layer = new FakeBlockLayer(newest);
  const watched = new FakeBlockWatch(layer);
  const disk = layer.disk(8, 0);
  const dd = layer.task(1);
  const file = layer.file();
  const page = layer.folio(file.mapping);
  layer.dirty(dd, file, page);
  layer.machine.onHelper = (helper) => {
    if (helper !== HELPER.mapUpdate) return;
    layer.machine.onHelper = () => undefined;
    layer.submit(layer.task(8), layer.bio(disk, { page, size: 1 }));
  };
  layer.submit(layer.task(9), layer.bio(disk, { page, size: 2 }));
  expect(watched.interval().records).toMatchObject([{ tid: 1, asked: { write: 3, writes: 2 } }]);
});

it('a full map counts the bytes it has no room for, of reads, writes and discards', () => {
  const layer = new FakeBlockLayer(newest, { asked: 1 });
  const watched = new FakeBlockWatch(layer);
  const disk = layer.disk(8, 0);
  layer.submit(layer.task(1), layer.bio(disk, { op: OP.read, size: 1 }));
  for (const [tid, op] of [OP.read, OP.write, OP.discard].entries()) {
    layer.submit(layer.task(tid + 2), layer.bio(disk, { op, size: 10 ** (tid + 1) }));
  }
  expect(watched.interval().gaps).toEqual([{ kind: 'asked-lost', count: 1110 }]);
  const lost = layer.machine.valueOf(layer.maps.lost) + BigInt(BLOCK_COUNT.bytes);
  expect(layer.machine.read(lost, 8)).toBe(1110n);
});
