/**
 * The block layer as six kernels lay it out, cut down to what our programs ask for. Offsets in bytes; found with another reader of BTF in
 * Debian's kernels.
 */
import { BtfBuilder, type BuiltMember } from './btf-builder.ts';

/** Where members lie, by struct. */
type Layout = Readonly<Record<string, Readonly<Record<string, number>>>>;

export type BlockShape = {
  readonly name: string;
  readonly layout: Layout;
  /** What each tracepoint is given: structs it points to, or `number`. */
  readonly tracepoints: Readonly<Record<string, readonly string[]>>;
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Kernel functions that programs know of. */
  readonly functions: readonly string[];
  /** Those in which programs run, and the structs that their arguments point to. */
  readonly traced: Readonly<Record<string, readonly string[]>>;
};

/** Bytes of those members that have not eight. */
export const WIDTH: Readonly<Record<string, number>> = {
  pid: 4,
  tgid: 4,
  'task_struct.flags': 4,
  bi_opf: 4,
  bi_flags: 2,
  bi_status: 1,
  bi_size: 4,
  bi_idx: 4,
  major: 4,
  first_minor: 4,
  i_mode: 2,
  i_generation: 4,
  xa_flags: 4,
  _folio_nr_pages: 4,
  _nr_pages: 4,
  __data_len: 4,
  cmd_flags: 4,
};

const CURRENT = 'bpf_get_current_task_btf';
const REQUEST = { q: 0, cmd_flags: 24, bio: 56 } as const;
const GENDISK = { major: 0, first_minor: 4 } as const;
const PAGE = { flags: 0, compound_head: 8, mapping: 24 } as const;
const INODE = { i_mode: 0, i_mapping: 48, i_ino: 64 } as const;
const VECTOR = { bv_page: 0, bv_len: 8, bv_offset: 12 } as const;
/** The tree of a file's pages begins 8 bytes into its address space. */
const TREE = { xa_flags: 4 } as const;
const ITERATOR = { bi_sector: 0, bi_size: 8, bi_idx: 12 } as const;

const FLAG_BITS = { __REQ_META: 12, __REQ_IDLE: 15 } as const;

/** The tracepoints from 5.11 on, but for those that came later. */
const REQUESTS_ONLY = {
  block_bio_queue: ['bio'],
  block_bio_complete: ['bio'],
  block_rq_issue: ['request'],
  block_rq_complete: ['request', 'number', 'number'],
  block_rq_error: ['request', 'number', 'number'],
  block_rq_requeue: ['request'],
  writeback_dirty_folio: ['folio', 'address_space'],
};
const WITH_ENDS = {
  ...REQUESTS_ONLY,
  block_io_start: ['request'],
  block_io_done: ['request'],
};

const linux510: BlockShape = {
  name: 'Linux 5.10',
  layout: {
    task_struct: { pid: 2232, tgid: 2236, start_boottime: 2544, flags: 36, group_leader: 2296 },
    bio: { bi_disk: 8, bi_opf: 16, bi_flags: 20, bi_status: 26, bi_iter: 32, bi_io_vec: 112 },
    bvec_iter: ITERATOR,
    xarray: TREE,
    bio_vec: VECTOR,
    block_device: { bd_disk: 128, bd_super: 16, bd_holder: 64 },
    bdev_inode: { bdev: 0, vfs_inode: 184 },
    gendisk: GENDISK,
    page: PAGE,
    address_space: { host: 0, i_pages: 8, nrpages: 88 },
    inode: { ...INODE, i_generation: 560 },
    request: {
      ...REQUEST,
      __data_len: 40,
      start_time_ns: 184,
      io_start_time_ns: 192,
      rq_disk: 160,
    },
    request_queue: {},
  },
  tracepoints: {
    block_bio_queue: ['request_queue', 'bio'],
    block_bio_complete: ['request_queue', 'bio'],
    block_rq_issue: ['request'],
    block_rq_complete: ['request', 'number', 'number'],
    block_rq_requeue: ['request'],
    writeback_dirty_page: ['page', 'address_space'],
  },
  enums: { req_flag_bits: { ...FLAG_BITS, __REQ_SWAP: 26 }, pageflags: { PG_head: 16 } },
  functions: [],
  traced: {},
};

const linux61: BlockShape = {
  name: 'Linux 6.1',
  layout: {
    task_struct: { pid: 2416, tgid: 2420, start_boottime: 2784, flags: 44, group_leader: 2480 },
    bio: { bi_bdev: 8, bi_opf: 16, bi_flags: 20, bi_status: 24, bi_iter: 32, bi_io_vec: 112 },
    bvec_iter: ITERATOR,
    xarray: TREE,
    bio_vec: VECTOR,
    block_device: { bd_disk: 848, bd_super: 56, bd_holder: 816 },
    bdev_inode: { bdev: 0, vfs_inode: 920 },
    gendisk: GENDISK,
    page: PAGE,
    folio: { flags: 0, mapping: 24, __head: 72, _folio_nr_pages: 92 },
    address_space: { host: 0, i_pages: 8, nrpages: 128 },
    inode: { ...INODE, i_generation: 592 },
    request: { ...REQUEST, __data_len: 44, start_time_ns: 104, io_start_time_ns: 112 },
    request_queue: { disk: 160 },
  },
  tracepoints: REQUESTS_ONLY,
  enums: { req_flag_bits: { ...FLAG_BITS, __REQ_SWAP: 25 }, pageflags: { PG_head: 16 } },
  functions: [CURRENT],
  traced: { __blk_throtl_bio: ['bio'] },
};

const linux612: BlockShape = {
  name: 'Linux 6.12',
  layout: {
    ...linux61.layout,
    bio: { bi_bdev: 8, bi_opf: 16, bi_flags: 20, bi_status: 25, bi_iter: 32, bi_io_vec: 112 },
    task_struct: { pid: 2432, tgid: 2436, start_boottime: 2784, flags: 44, group_leader: 2496 },
    block_device: { bd_disk: 16, bd_holder: 80, bd_holder_ops: 88 },
    bdev_inode: { bdev: 0, vfs_inode: 968 },
    folio: { flags: 0, mapping: 24, _head_1: 72, _folio_nr_pages: 96 },
    address_space: { host: 0, i_pages: 8, nrpages: 88 },
    inode: { ...INODE, i_generation: 124 },
    request_queue: { disk: 104 },
  },
  tracepoints: WITH_ENDS,
  enums: { req_flag_bits: { ...FLAG_BITS, __REQ_SWAP: 24 }, pageflags: { PG_head: 6 } },
  functions: [CURRENT, 'bpf_rdonly_cast'],
  traced: linux61.traced,
};

const linux612Arm: BlockShape = {
  ...linux612,
  name: 'Linux 6.12 for arm64',
  layout: {
    ...linux612.layout,
    task_struct: { pid: 1376, tgid: 1380, start_boottime: 1728, flags: 44, group_leader: 1440 },
    bdev_inode: { bdev: 0, vfs_inode: 984 },
  },
};

const linux618: BlockShape = {
  ...linux612,
  name: 'Linux 6.18',
  layout: {
    ...linux612.layout,
    task_struct: { pid: 1264, tgid: 1268, start_boottime: 1560, flags: 44, group_leader: 1328 },
    bio: { bi_bdev: 8, bi_opf: 16, bi_flags: 20, bi_status: 26, bi_iter: 32, bi_io_vec: 104 },
    bdev_inode: { bdev: 0, vfs_inode: 904 },
    folio: { flags: 0, mapping: 24, _head_1: 72, _nr_pages: 120 },
  },
};

const linux72: BlockShape = {
  ...linux618,
  name: 'Linux 7.2',
  layout: {
    ...linux618.layout,
    task_struct: { pid: 2808, tgid: 2812, start_boottime: 3160, flags: 44, group_leader: 2872 },
    bio: { bi_bdev: 8, bi_opf: 16, bi_flags: 20, bi_status: 26, bi_iter: 40, bi_io_vec: 32 },
    bdev_inode: { bdev: 0, vfs_inode: 976 },
    page: { flags: 0, compound_info: 8, mapping: 24 },
    address_space: { host: 0, i_pages: 8, nrpages: 80 },
    request_queue: { disk: 96 },
  },
};

export const BLOCK_SHAPES: readonly BlockShape[] = [
  linux510,
  linux61,
  linux612,
  linux612Arm,
  linux618,
  linux72,
];

/** What a shape lacks: `struct.member`, a tracepoint, a struct, an enumerator (`enum.NAME`) or a function. */
export const without = (shape: BlockShape, lacking: string): BlockShape => ({
  ...shape,
  layout: pruned(shape.layout, lacking),
  enums: pruned(shape.enums, lacking),
  tracepoints: omit(shape.tracepoints, lacking),
  functions: shape.functions.filter((name) => name !== lacking),
  traced: omit(shape.traced, lacking),
});

const omit = <T>(of: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(of).filter(([key]) => key !== name));

const pruned = (tables: Layout, lacking: string): Layout =>
  Object.fromEntries(
    Object.entries(omit(tables, lacking)).map(([name, members]) => [
      name,
      omit(members, lacking.startsWith(`${name}.`) ? lacking.slice(name.length + 1) : ''),
    ]),
  );

/** The shape as a kernel describes it. */
export const btfOf = ({
  layout,
  tracepoints,
  enums,
  functions,
  traced,
}: BlockShape): Uint8Array => {
  const btf = new BtfBuilder();
  const word = btf.int('unsigned long', 8);
  const structs = new Map<string, number>();
  const iterator = btf.struct('bvec_iter', ...membersOf(layout.bvec_iter ?? {}, () => word));
  const tree = btf.struct('xarray', ...membersOf(layout.xarray ?? {}, () => word));
  const inner: Readonly<Record<string, number>> = { bi_iter: iterator, i_pages: tree };
  const typeOf = (member: string): number => inner[member] ?? word;
  for (const [name, members] of Object.entries(layout)) {
    if (name !== 'bvec_iter' && name !== 'xarray')
      structs.set(name, btf.struct(name, ...membersOf(members, typeOf)));
  }
  for (const [name, values] of Object.entries(enums)) btf.enum(name, values);
  for (const name of functions) btf.function(name, btf.prototype());
  const hidden = btf.pointer(0);
  const parametersOf = (given: readonly string[]): readonly number[] =>
    given.map((struct) => (struct === 'number' ? word : btf.pointer(structs.get(struct) ?? 0)));
  for (const [name, given] of Object.entries(tracepoints)) {
    const prototype = btf.prototype(hidden, ...parametersOf(given));
    btf.typedef(`btf_trace_${name}`, btf.pointer(prototype));
  }
  for (const [name, given] of Object.entries(traced)) {
    btf.function(name, btf.prototype(...parametersOf(given)));
  }
  return btf.bytes();
};

const membersOf = (
  members: Readonly<Record<string, number>>,
  typeOf: (member: string) => number,
): readonly BuiltMember[] =>
  Object.entries(members).map(([name, byte]) => ({
    name,
    type: typeOf(name),
    bitOffset: byte * 8,
  }));
