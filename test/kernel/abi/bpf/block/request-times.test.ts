/** How long requests take, as the block programs note it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATENCY, OWNER } from '../../../../../src/kernel/abi/bpf/block/block-maps.ts';
import type { AskedRecord } from '../../../../../src/sampler/block/asked-record.ts';
import { BLOCK_SHAPES, type BlockShape } from '../../../../support/kernel/block-shapes.ts';
import { FakeBlockLayer, OP, PAGE } from '../../../../support/kernel/fake-block-layer.ts';
import { FakeBlockWatch, type Taken } from '../../../../support/kernel/fake-block-watch.ts';

const SHAPES = BLOCK_SHAPES.filter(({ name }) => /5\.10|6\.1$|6\.12$|7\.2/.test(name));

const start = (shape: BlockShape, { keepsTimes = false, room = {} } = {}) => {
  const layer = new FakeBlockLayer(shape, room, keepsTimes);
  const watched = new FakeBlockWatch(layer);
  const disk = layer.disk(253, 0);
  layer.machine.monotonic = 1_000_000n;
  return {
    layer,
    disk,
    task: layer.task(20),
    worker: layer.task(5),
    interval: () => watched.interval(),
    pass: (nanoseconds: number): void => {
      layer.machine.monotonic += BigInt(nanoseconds);
    },
    /** Asks, and gives the request to the device at once. */
    begin: (request: bigint, { op = OP.read as number, page = 0n, task = layer.task(20) } = {}) => {
      layer.begin(task, request, layer.bio(disk, { op, page }));
      layer.issue(request);
    },
  };
};

const latencyOf = (records: readonly AskedRecord[]) =>
  records.flatMap(({ asked }) => asked.latency ?? []);
const completed = ({ records }: Taken): number =>
  latencyOf(records).reduce((all, { reads = 0, writes = 0 }) => all + reads + writes, 0);
const timesLost = ({ gaps }: Taken): number =>
  gaps.reduce((all, gap) => {
    const count = gap.kind === 'unavailable' ? /times of (\d+) request/.exec(gap.reason)?.[1] : 0;
    return all + Number(count ?? 0);
  }, 0);

describe.each(SHAPES)('the times of requests on $name', (shape) => {
  it.each([
    ['by when we saw the device get it', false],
    ['by when the kernel noted it', true],
  ])('are those in the queue and those in the device, %s', (_, keepsTimes) => {
    const { layer, disk, task, interval, pass } = start(shape, { keepsTimes });
    const isNoted = keepsTimes && shape.tracepoints.block_io_start !== undefined;
    expect(layer.attached.includes('iotop_rq_issue')).toBe(
      !keepsTimes && shape.tracepoints.block_io_start !== undefined,
    );
    const request = layer.request(disk);
    layer.begin(task, request, layer.bio(disk, { op: OP.read }));
    pass(5000);
    layer.issue(request, { noted: isNoted });
    pass(3000);
    layer.end(request);
    expect(interval().records).toMatchObject([
      {
        tid: 20,
        device: '253:0',
        asked: {
          read: 0,
          queueTime: 5000,
          deviceTime: 3000,
          latency: [{ below: 8192, reads: 1, writes: 0 }],
        },
      },
    ]);
  });

  it('belong to who dirtied what is written, and are of writes', () => {
    const { layer, worker, task, interval, pass, begin, disk } = start(shape);
    const file = layer.file();
    const page = layer.folio(file.mapping);
    layer.dirty(task, file, page);
    const [request, zeroes] = [layer.request(disk), layer.request(disk)];
    begin(request, { op: OP.write, page, task: worker });
    begin(zeroes, { op: OP.writeZeroes, task: worker });
    pass(100);
    layer.end(request);
    layer.end(zeroes);
    const latency = [{ below: 2048, reads: 0, writes: 1 }];
    expect(interval().records).toMatchObject([
      { tid: 20, asked: { latency } },
      { tid: 5, asked: { latency } },
    ]);
  });

  it('belong to whom the bytes were charged, where more than one dirtied the file, and to another where another bio was queued since', () => {
    const { layer, worker, task, interval, disk } = start(shape);
    const other = layer.task(30);
    const file = layer.file();
    const page = layer.folio(file.mapping);
    layer.dirty(task, file, page);
    layer.dirty(task, file, page);
    layer.dirty(other, file, page);
    const run = (between?: bigint): readonly number[] => {
      const bio = layer.bio(disk, { page, size: 2 * PAGE });
      const request = layer.request(disk);
      layer.submit(worker, bio);
      if (between !== undefined) layer.submit(other, between);
      layer.begin(worker, request, bio);
      layer.issue(request);
      layer.end(request);
      const { records } = interval();
      return records.filter(({ asked }) => asked.latency?.length).map(({ tid }) => tid);
    };
    expect(run()).toEqual([20]);
    for (let i = 0; i < 4; i++) layer.dirty(task, file, page);
    expect(run(layer.bio(disk, { op: OP.read }))).toEqual([20]);
  });

  it('stand in the power of two that is above them, the longest in the last', () => {
    const { layer, disk, interval, pass, begin } = start(shape);
    for (let power = 1; power < 40; power++) {
      for (const time of [2 ** power - 1, 2 ** power]) {
        const request = layer.request(disk);
        begin(request);
        pass(time);
        layer.end(request);
        const least = LATENCY.firstPower;
        const most = LATENCY.firstPower + LATENCY.buckets - 1;
        const expected = Math.min(most, Math.max(least, Math.floor(Math.log2(time)) + 1));
        expect(latencyOf(interval().records)).toEqual([
          { below: 2 ** expected, reads: 1, writes: 0 },
        ]);
      }
    }
  });

  it('count from the last time the device got a request that was put back', () => {
    const { layer, disk, interval, pass, begin } = start(shape);
    const request = layer.request(disk);
    begin(request);
    pass(1000);
    layer.requeue(request);
    pass(500);
    layer.issue(request);
    pass(200);
    layer.end(request);
    const [asked] = interval()
      .records.filter(({ tid, startedAt }) => tid > 0 || startedAt !== OWNER.device)
      .map((record) => record.asked);
    expect(asked).toMatchObject({ queueTime: 1500, deviceTime: 200 });
  });

  it('are of no flush and no discard, nor of what a later one of these finds in the place of a request whose end was not told', () => {
    const { layer, disk, task, interval, pass, begin } = start(shape);
    const request = layer.request(disk);
    const nothing = [
      0n,
      layer.bio(disk, { op: OP.discard }),
      layer.bio(disk, { op: OP.write, size: 0 }),
    ];
    for (const bio of nothing) {
      begin(request); // and is merged into another: no end is told
      pass(1000);
      layer.begin(task, request, bio);
      layer.issue(request);
      layer.end(request);
      expect(completed(interval())).toBe(0);
    }
  });

  it('are counted once where a request is given to the device anew after the place before its own became free', () => {
    const { layer, disk, interval, pass, begin } = start(shape);
    const [first, second] = [layer.request(disk), layer.request(disk)];
    begin(first);
    begin(second);
    pass(1000);
    layer.end(first);
    layer.issue(second);
    layer.end(second);
    expect(completed(interval())).toBe(2);
    layer.end(second); // as a request that was never told to begin
    expect(completed(interval())).toBe(0);
  });

  it('are unknown where the kernel keeps none of the device', () => {
    const { layer, disk, task, interval } = start(shape, { keepsTimes: true });
    const request = layer.request(disk);
    layer.machine.monotonic = 0n;
    layer.begin(task, request, layer.bio(disk, { op: OP.read }));
    layer.issue(request);
    layer.machine.monotonic = 5000n;
    layer.end(request);
    expect(completed(interval())).toBe(0);
  });

  it('are said to be lost where the map of owners is full', () => {
    const { layer, disk, interval, pass, begin } = start(shape, { room: { asked: 1 } });
    const request = layer.request(disk);
    begin(request);
    layer.submit(layer.task(7), layer.bio(disk, { op: OP.read }));
    pass(1000);
    layer.end(request);
    const taken = interval();
    expect([completed(taken), timesLost(taken)]).toEqual([0, 1]);
  });

  /** What may happen to one of three requests, which have the same place: two have room. */
  const step = fc.record({
    request: fc.nat(2),
    what: fc.constantFrom(
      'begin',
      'begin',
      'begin',
      'issue',
      'issue',
      'requeue',
      'end',
      'end',
      'look',
    ),
    parts: fc.integer({ min: 1, max: 3 }),
    write: fc.boolean(),
  });

  it('are as many as requests that began and ended, unless some are counted as lost', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { layer, disk, interval, pass, begin } = start(shape);
        const requests = [0, 1, 2].map(() => layer.request(disk));
        const isOnItsWay = [false, false, false];
        let ended = 0;
        let counted = 0;
        let lost = 0;
        const end = (at: number, parts: number): void => {
          layer.end(requests[at] as bigint, parts);
          if (isOnItsWay[at]) ended += 1;
          isOnItsWay[at] = false;
        };
        const look = (): void => {
          const taken = interval();
          counted += completed(taken);
          lost += timesLost(taken);
          // One that was put out of its place and is given to the device anew may count as lost twice.
          expect(counted).toBeLessThanOrEqual(ended);
        };
        for (const { request: at, what, parts, write } of steps) {
          const request = requests[at] as bigint;
          pass(1000);
          switch (what) {
            case 'begin':
              if (isOnItsWay[at]) break;
              begin(request, { op: write ? OP.write : OP.read });
              isOnItsWay[at] = true;
              break;
            case 'issue':
              if (isOnItsWay[at]) layer.issue(request);
              break;
            case 'requeue':
              if (isOnItsWay[at]) layer.requeue(request);
              break;
            case 'end':
              // Also of requests that began before we looked.
              end(at, parts);
              break;
            case 'look':
              look();
          }
        }
        for (const at of [0, 1, 2]) if (isOnItsWay[at]) end(at, 1);
        look();
        expect(counted + lost).toBeGreaterThanOrEqual(ended);
        if (lost === 0) expect(counted).toBe(ended);
        const before = counted;
        // What nothing is left of in the array has no later effect.
        for (const request of requests) layer.end(request);
        look();
        expect(counted).toBe(before);
      }),
      { numRuns: 100 },
    );
  });
});

it('requests of two places do not disturb each other, one page apart or more', () => {
  const { layer, disk, interval, pass, begin } = start(BLOCK_SHAPES.at(-1) as BlockShape);
  const requests = Array.from({ length: 2 }, () => layer.request(disk));
  for (const request of requests) begin(request);
  pass(PAGE);
  for (const request of requests) layer.end(request);
  expect(completed(interval())).toBe(2);
});
