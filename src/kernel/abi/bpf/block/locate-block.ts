/**
 * Finds where this kernel keeps what the block programs read, by its BTF.
 *
 * Sources: include/linux/blk_types.h, blk-mq.h, mm_types.h, fs.h, include/trace/events/block.h and writeback.h.
 */
import { defined } from '../../../../lib/defined.ts';
import type { Btf, BtfName } from '../btf.ts';
import { typeId } from '../btf.ts';
import { argumentsOf, argumentsPointingTo, enumeratorOf, memberOf } from '../btf-members.ts';
import type {
  BioPlaces,
  BlockPlaces,
  Casts,
  DirtyPlaces,
  FailurePlaces,
  HoldPlaces,
  InodePlaces,
  PagePlaces,
  RequestPlaces,
  Tracepoint,
} from './block-places.ts';

const CAST = 'bpf_rdonly_cast';
const HOLD = '__blk_throtl_bio';
const CURRENT_TASK = 'bpf_get_current_task_btf';

/** What `readBtf` must look for. */
export const BLOCK_NAMES: readonly BtfName[] = [
  ...(
    [
      'task_struct',
      'bio',
      'bio_vec',
      'block_device',
      'bdev_inode',
      'gendisk',
      'page',
      'folio',
      'address_space',
      'inode',
      'request',
      'request_queue',
    ] as const
  ).map((name) => ({ kind: 'struct', name }) as const),
  { kind: 'enum', name: 'req_flag_bits' },
  { kind: 'enum', name: 'pageflags' },
  { kind: 'function', name: CURRENT_TASK },
  { kind: 'function', name: CAST },
  { kind: 'function', name: HOLD },
  ...(
    [
      'block_bio_queue',
      'block_bio_complete',
      'block_io_start',
      'block_io_done',
      'block_rq_issue',
      'block_rq_complete',
      'block_rq_error',
      'block_rq_requeue',
      'writeback_dirty_folio',
      'writeback_dirty_page',
    ] as const
  ).map((name) => ({ kind: 'typedef', name: `btf_trace_${name}` }) as const),
];

/** @returns undefined when not even bytes can be known @throws DecodeError when the BTF is not well formed */
export const locateBlock = (btf: Btf): BlockPlaces | undefined => {
  const queue = tracepoint(btf, 'block_bio_queue', 'bio');
  const task = placesOf(btf, {
    tid: ['task_struct', 'pid'],
    tgid: ['task_struct', 'tgid'],
    startedAt: ['task_struct', 'start_boottime'],
    flags: ['task_struct', 'flags'],
    groupLeader: ['task_struct', 'group_leader'],
  });
  const disk = placesOf(btf, { major: ['gendisk', 'major'], minor: ['gendisk', 'first_minor'] });
  const bio = locateBio(btf);
  if (queue === undefined || task === undefined || disk === undefined || bio === undefined) {
    return undefined;
  }
  const current = typeId(btf, 'function', CURRENT_TASK);
  const inode = locateInode(btf);
  const page = inode && locatePage(btf, inode);
  const dirty = inode && locateDirty(btf, inode);
  const request = locateRequest(btf);
  const failures = locateFailures(btf);
  const refused = tracepoint(btf, 'block_bio_complete', 'bio');
  const status = placeOf(btf, 'bio', 'bi_status');
  const cast = locateCasts(btf);
  const hold = locateHold(btf);
  return {
    ...(cast !== undefined && { cast }),
    queue,
    task: { ...task, current: current === undefined ? 'number' : 'typed' },
    disk,
    bio,
    flags: {
      swap: bitOf(btf, 'req_flag_bits', '__REQ_SWAP'),
      metadata: bitOf(btf, 'req_flag_bits', '__REQ_META'),
      direct: bitOf(btf, 'req_flag_bits', '__REQ_IDLE'),
    },
    ...(page !== undefined && dirty !== undefined && { page, dirty }),
    ...(request !== undefined && { request }),
    ...(failures !== undefined && { failures }),
    ...(refused !== undefined &&
      status !== undefined && { refusal: { tracepoint: refused, status } }),
    ...(hold !== undefined && { hold }),
  };
};

const locateHold = (btf: Btf): HoldPlaces | undefined => {
  const id = typeId(btf, 'function', HOLD);
  const { count, pointing } = argumentsOf(btf, HOLD, 'bio');
  const [bio] = pointing;
  return id === undefined || bio === undefined ? undefined : { typeId: id, bio, result: count };
};

const locateCasts = (btf: Btf): Casts | undefined => {
  const called = typeId(btf, 'function', CAST);
  const [bio, request, mapping, task] = (
    ['bio', 'request', 'address_space', 'task_struct'] as const
  ).map((name) => typeId(btf, 'struct', name));
  if (called === undefined || bio === undefined || request === undefined) return undefined;
  if (mapping === undefined || task === undefined) return undefined;
  return { function: called, bio, request, mapping, task };
};

const locateBio = (btf: Btf): BioPlaces | undefined => {
  const common = placesOf(btf, {
    sector: ['bio', 'bi_iter.bi_sector'],
    size: ['bio', 'bi_iter.bi_size'],
    operation: ['bio', 'bi_opf'],
    flags: ['bio', 'bi_flags'],
    index: ['bio', 'bi_iter.bi_idx'],
    vectors: ['bio', 'bi_io_vec'],
  });
  if (common === undefined) return undefined;
  const device = placesOf(btf, { device: ['bio', 'bi_bdev'], disk: ['block_device', 'bd_disk'] });
  const old = placeOf(btf, 'bio', 'bi_disk');
  if (device === undefined) return old === undefined ? undefined : { ...common, disk: [old] };
  return { ...common, disk: [device.device, device.disk] };
};

const locateInode = (btf: Btf): InodePlaces | undefined =>
  placesOf(btf, {
    number: ['inode', 'i_ino'],
    generation: ['inode', 'i_generation'],
    mode: ['inode', 'i_mode'],
    mapping: ['inode', 'i_mapping'],
  });

const locatePage = (btf: Btf, inode: InodePlaces): PagePlaces | undefined => {
  const places = placesOf(btf, {
    page: ['bio_vec', 'bv_page'],
    host: ['address_space', 'host'],
    device: ['bdev_inode', 'bdev'],
    deviceInode: ['bdev_inode', 'vfs_inode'],
  });
  // From Linux 6.5 on; before, the file system itself. Whoever else holds a device, as with O_EXCL, has neither.
  const mounted =
    placeOf(btf, 'block_device', 'bd_holder_ops') ?? placeOf(btf, 'block_device', 'bd_super');
  const address = placeOf(btf, 'page', 'compound_head');
  // From Linux 7.1 on.
  const mask = placeOf(btf, 'page', 'compound_info');
  const at = address ?? mask;
  const mapping = placeOf(btf, 'folio', 'mapping') ?? placeOf(btf, 'page', 'mapping');
  if (places === undefined || mounted === undefined) return undefined;
  if (mapping === undefined || at === undefined) return undefined;
  const { page, host, device, deviceInode } = places;
  const head = { at, form: address === undefined ? 'mask' : 'address' } as const;
  return { page, host, head, mapping, inode, mounted: device + mounted - deviceInode };
};

const locateDirty = (btf: Btf, inode: InodePlaces): DirtyPlaces | undefined => {
  const names = [
    ['writeback_dirty_folio', 'folio'],
    ['writeback_dirty_page', 'page'],
  ] as const;
  for (const [name, struct] of names) {
    const point = tracepoint(btf, name, struct);
    const [mapping] = argumentsPointingTo(btf, name, 'address_space');
    const places = placesOf(btf, {
      host: ['address_space', 'host'],
      pages: ['address_space', 'nrpages'],
      marks: ['address_space', 'i_pages.xa_flags'],
    });
    if (point === undefined || mapping === undefined || places === undefined) continue;
    const large = struct === 'folio' ? locateLarge(btf) : undefined;
    return { tracepoint: point, mapping, ...places, inode, ...defined({ large }) };
  }
  return undefined;
};

const locateLarge = (btf: Btf): DirtyPlaces['large'] => {
  const flags = placeOf(btf, 'folio', 'flags');
  const pages = placeOf(btf, 'folio', '_nr_pages') ?? placeOf(btf, 'folio', '_folio_nr_pages');
  const bit = bitOf(btf, 'pageflags', 'PG_head');
  if (flags === undefined || pages === undefined || bit === 0) return undefined;
  return { flags, pages, bit };
};

const locateRequest = (btf: Btf): RequestPlaces | undefined => {
  const places = placesOf(btf, {
    bio: ['request', 'bio'],
    length: ['request', '__data_len'],
    operation: ['request', 'cmd_flags'],
    startedAt: ['request', 'start_time_ns'],
    issuedAt: ['request', 'io_start_time_ns'],
  });
  if (places === undefined) return undefined;
  const point = (name: string): Tracepoint | undefined => tracepoint(btf, name, 'request');
  const [begin, issue] = [point('block_io_start'), point('block_rq_issue')];
  const [end, complete] = [point('block_io_done'), point('block_rq_complete')];
  if (issue === undefined) return undefined;
  if (begin !== undefined && end !== undefined) {
    return { ...places, begin, issue, end, done: undefined };
  }
  if (complete === undefined) return undefined;
  // The request, the error, the bytes.
  return { ...places, begin: issue, issue, end: complete, done: complete.argument + 2 };
};

const locateFailures = (btf: Btf): FailurePlaces | undefined => {
  const direct = placeOf(btf, 'request', 'rq_disk');
  const later = placesOf(btf, { queue: ['request', 'q'], disk: ['request_queue', 'disk'] });
  if (direct === undefined && later === undefined) return undefined;
  return {
    disk: later === undefined ? [direct as number] : [later.queue, later.disk],
    error: tracepoint(btf, 'block_rq_error', 'request'),
    requeue: tracepoint(btf, 'block_rq_requeue', 'request'),
  };
};

const tracepoint = (btf: Btf, name: string, struct: string): Tracepoint | undefined => {
  const id = typeId(btf, 'typedef', `btf_trace_${name}`);
  const [argument] = argumentsPointingTo(btf, name, struct);
  return id === undefined || argument === undefined ? undefined : { typeId: id, argument };
};

/** 0: this kernel has no such flag. */
const bitOf = (btf: Btf, flags: string, name: string): number => {
  const bit = enumeratorOf(btf, flags, name);
  return bit === undefined || bit > 30 ? 0 : 2 ** bit;
};

const placeOf = (btf: Btf, struct: string, member: string): number | undefined => {
  const found = memberOf(btf, struct, member);
  return found === undefined ? undefined : found.bitOffset / 8;
};

type Paths = { readonly [name: string]: readonly [struct: string, member: string] };

/** All of them, or undefined. */
const placesOf = <Of extends Paths>(
  btf: Btf,
  paths: Of,
): { readonly [Name in keyof Of]: number } | undefined => {
  const places: { [name: string]: number } = {};
  for (const [name, [struct, member]] of Object.entries(paths)) {
    const place = placeOf(btf, struct, member);
    if (place === undefined) return undefined;
    places[name] = place;
  }
  return places as { readonly [Name in keyof Of]: number };
};
