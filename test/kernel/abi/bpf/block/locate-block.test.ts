/** Where six kernels keep what the block programs read, and what each can do without. */
import { describe, expect, it } from 'vitest';
import { BLOCK_NAMES, locateBlock } from '../../../../../src/kernel/abi/bpf/block/locate-block.ts';
import { readBtf, typeId } from '../../../../../src/kernel/abi/bpf/btf.ts';
import {
  BLOCK_SHAPES,
  type BlockShape,
  btfOf,
  without,
} from '../../../../support/kernel/block-shapes.ts';

const typesOf = (shape: BlockShape) => readBtf(btfOf(shape), BLOCK_NAMES);
const locate = (shape: BlockShape) => locateBlock(typesOf(shape));

/** What is new on the way from one kernel to the next; offsets in bytes as another reader of BTF finds them. */
const OLD_HEAD = { at: 8, form: 'address' };
const EXPECTED: Readonly<Record<string, object>> = {
  'Linux 5.10': {
    queue: { argument: 1 },
    task: {
      tid: 2232,
      tgid: 2236,
      startedAt: 2544,
      flags: 36,
      groupLeader: 2296,
      current: 'number',
    },
    bio: { sector: 32, size: 40, operation: 16, index: 44, vectors: 112, disk: [8] },
    flags: { swap: 1 << 26, metadata: 1 << 12, direct: 1 << 15 },
    page: { page: 0, host: 0, head: OLD_HEAD, mapping: 24, mounted: 16 - 184 },
    dirty: { tracepoint: { argument: 0 }, mapping: 1, host: 0, pages: 88 },
    request: { bio: 56, length: 40, operation: 24, startedAt: 184, issuedAt: 192, done: 2 },
    failures: { disk: [160], requeue: { argument: 0 }, error: undefined },
  },
  'Linux 6.1': {
    queue: { argument: 0 },
    task: {
      tid: 2416,
      tgid: 2420,
      startedAt: 2784,
      flags: 44,
      groupLeader: 2480,
      current: 'typed',
    },
    bio: { sector: 32, size: 40, operation: 16, index: 44, vectors: 112, disk: [8, 848] },
    flags: { swap: 1 << 25, metadata: 1 << 12, direct: 1 << 15 },
    page: { page: 0, host: 0, head: OLD_HEAD, mapping: 24, mounted: 56 - 920 },
    dirty: { mapping: 1, host: 0, pages: 128, large: { flags: 0, bit: 1 << 16, pages: 92 } },
    request: { bio: 56, length: 44, operation: 24, startedAt: 104, issuedAt: 112, done: 2 },
    failures: { disk: [0, 160], error: { argument: 0 }, requeue: { argument: 0 } },
  },
  'Linux 6.12': {
    bio: { sector: 32, size: 40, operation: 16, index: 44, vectors: 112, disk: [8, 16] },
    flags: { swap: 1 << 24, metadata: 1 << 12, direct: 1 << 15 },
    page: { head: OLD_HEAD, mapping: 24, mounted: 88 - 968 },
    dirty: { mapping: 1, pages: 88, large: { flags: 0, bit: 1 << 6, pages: 96 } },
    request: { bio: 56, length: 44, done: undefined },
    failures: { disk: [0, 104] },
  },
  'Linux 6.12 for arm64': {
    task: {
      tid: 1376,
      tgid: 1380,
      startedAt: 1728,
      flags: 44,
      groupLeader: 1440,
      current: 'typed',
    },
    page: { mounted: 88 - 984 },
  },
  'Linux 6.18': {
    bio: { sector: 32, size: 40, operation: 16, index: 44, vectors: 104, disk: [8, 16] },
    dirty: { large: { flags: 0, bit: 1 << 6, pages: 120 } },
    page: { head: OLD_HEAD, mounted: 88 - 904 },
  },
  'Linux 7.2': {
    bio: { sector: 40, size: 48, operation: 16, index: 52, vectors: 32, disk: [8, 16] },
    page: { head: { at: 8, form: 'mask' }, mapping: 24, mounted: 88 - 976 },
    dirty: { pages: 80, large: { flags: 0, bit: 1 << 6, pages: 120 } },
    failures: { disk: [0, 96] },
  },
};

describe.each(BLOCK_SHAPES)('the block layer of $name', (shape) => {
  const types = typesOf(shape);
  const places = locateBlock(types);

  it('lies where another reader of BTF finds it', () => {
    const inode = {
      number: 64,
      mode: 0,
      mapping: 48,
      generation: shape.layout.inode?.i_generation,
    };
    expect(places).toMatchObject(EXPECTED[shape.name] ?? {});
    expect(places?.disk).toEqual({ major: 0, minor: 4 });
    expect(places?.page?.inode).toEqual(inode);
    expect(places?.dirty?.inode).toEqual(inode);
    expect(places?.dirty?.marks).toBe(12);
    expect(places?.cast).toEqual(
      shape.functions.includes('bpf_rdonly_cast')
        ? {
            function: typeId(types, 'function', 'bpf_rdonly_cast'),
            task: typeId(types, 'struct', 'task_struct'),
            bio: typeId(types, 'struct', 'bio'),
            request: typeId(types, 'struct', 'request'),
            mapping: typeId(types, 'struct', 'address_space'),
          }
        : undefined,
    );
  });

  it('is watched at the tracepoints it has', () => {
    const point = (name: string) => typeId(types, 'typedef', `btf_trace_${name}`);
    const hasEnds = shape.tracepoints.block_io_start !== undefined;
    expect(places?.queue.typeId).toBe(point('block_bio_queue'));
    const hold = typeId(types, 'function', '__blk_throtl_bio');
    expect(places?.hold).toEqual(
      shape.name === 'Linux 5.10' ? undefined : { typeId: hold, bio: 0, result: 1 },
    );
    expect(places?.request?.begin.typeId).toBe(
      point(hasEnds ? 'block_io_start' : 'block_rq_issue'),
    );
    expect(places?.request?.issue.typeId).toBe(point('block_rq_issue'));
    expect(places?.request?.end.typeId).toBe(
      point(hasEnds ? 'block_io_done' : 'block_rq_complete'),
    );
    expect(places?.failures?.error?.typeId).toBe(point('block_rq_error'));
    expect(places?.failures?.requeue?.typeId).toBe(point('block_rq_requeue'));
    expect(places?.dirty?.tracepoint.typeId).toBe(
      point('writeback_dirty_folio') ?? point('writeback_dirty_page'),
    );
  });
});

/** By what is lacking: the parts that are then not to be had. */
const LACKING: readonly (readonly [lacking: string, parts: readonly string[]])[] = [
  ...[
    'block_bio_queue',
    'task_struct.pid',
    'task_struct.tgid',
    'task_struct.start_boottime',
    'task_struct.flags',
    'task_struct.group_leader',
    'gendisk',
    'gendisk.first_minor',
    'bio.bi_bdev',
    'bio.bi_opf',
    'bvec_iter.bi_sector',
    'bvec_iter.bi_size',
    'bvec_iter.bi_idx',
    'bio.bi_io_vec',
    'block_device.bd_disk',
  ].map((name) => [name, ['all']] as const),
  ...[
    'page.compound_head',
    'bio_vec.bv_page',
    'address_space.host',
    'address_space.nrpages',
    'address_space.i_pages',
    'xarray.xa_flags',
    'inode',
    'inode.i_ino',
    'inode.i_generation',
    'inode.i_mode',
    'inode.i_mapping',
    'writeback_dirty_folio',
    'bdev_inode.vfs_inode',
    'block_device.bd_holder_ops',
  ].map((name) => [name, ['page', 'dirty']] as const),
  ...[
    'request.bio',
    'request.__data_len',
    'request.cmd_flags',
    'request.start_time_ns',
    'request.io_start_time_ns',
    'block_rq_issue',
  ].map((name) => [name, ['request']] as const),
  ['request.q', ['failures']],
  ['request_queue.disk', ['failures']],
  ['folio._nr_pages', ['large']],
  ['folio.flags', ['large']],
  ['pageflags.PG_head', ['large']],
  ['bpf_rdonly_cast', ['cast']],
  ['__blk_throtl_bio', ['hold']],
];

describe('a kernel that lacks something', () => {
  const whole = BLOCK_SHAPES.find(({ name }) => name === 'Linux 6.18') as BlockShape;
  const partsOf = (shape: BlockShape) => {
    const places = locate(shape);
    if (places === undefined) return undefined;
    const { page, dirty, request, failures, cast, hold } = places;
    return { page, dirty, large: dirty?.large, request, failures, cast, hold };
  };
  const numbers = (part: unknown): unknown =>
    JSON.parse(
      JSON.stringify(part, (name, value) => (/typeId|cast/.test(name) ? undefined : value)),
    );

  it.each(LACKING)('goes without what needs %s, and keeps all else as it was', (lacking, parts) => {
    const before = partsOf(whole);
    const after = partsOf(without(whole, lacking));
    if (parts.includes('all')) {
      expect(after).toBeUndefined();
      return;
    }
    const lost = [...parts, ...(parts.includes('dirty') ? ['large'] : [])];
    for (const part of ['page', 'dirty', 'large', 'request', 'failures', 'cast', 'hold'] as const) {
      const isLost = lost.includes(part);
      if (isLost) expect(after?.[part]).toBeUndefined();
      else if (part === 'cast') expect(after?.cast).toBeDefined();
      else if (part === 'dirty') expect(after?.dirty?.pages).toBe(before?.dirty?.pages);
      else expect(numbers(after?.[part])).toEqual(numbers(before?.[part]));
    }
  });

  it('times requests by when the device gets them where their beginning or their end is not told', () => {
    for (const lacking of ['block_io_start', 'block_io_done']) {
      const { request } = locate(without(whole, lacking)) ?? {};
      expect(request?.begin).toEqual(request?.issue);
      expect(request?.done).toBe(2);
    }
    expect(locate(without(without(whole, 'block_io_done'), 'block_rq_complete'))?.request).toBe(
      undefined,
    );
  });

  it('takes a page for its own folio where there are no folios', () => {
    const { page } = locate(without(whole, 'folio.mapping')) ?? {};
    expect(page?.mapping).toBe(24);
    expect(locate(without(without(whole, 'folio.mapping'), 'page.mapping'))?.page).toBeUndefined();
  });

  it('knows no flag that is not there, and counts no failure that is not told', () => {
    expect(locate(without(whole, 'req_flag_bits.__REQ_SWAP'))?.flags.swap).toBe(0);
    expect(locate(without(whole, 'req_flag_bits'))?.flags).toEqual({
      swap: 0,
      metadata: 0,
      direct: 0,
    });
    expect(locate(without(whole, 'block_rq_error'))?.failures?.error).toBeUndefined();
    expect(locate(without(whole, 'block_rq_requeue'))?.failures?.requeue).toBeUndefined();
    expect(locate(without(whole, 'bpf_get_current_task_btf'))?.task.current).toBe('number');
  });
});
