/**
 * A block layer as our programs see it: tasks, files and their pages, bios and requests, laid out as a kernel of a given shape has them.
 * Where things lie comes from the shape, not from what the programs found.
 */
import { BLOCK_MAPS } from '../../../src/kernel/abi/bpf/block/block-maps.ts';
import type { BlockPlaces } from '../../../src/kernel/abi/bpf/block/block-places.ts';
import { BLOCK_NAMES, locateBlock } from '../../../src/kernel/abi/bpf/block/locate-block.ts';
import { readBtf, typeId } from '../../../src/kernel/abi/bpf/btf.ts';
import { assemble } from '../../../src/kernel/abi/bpf/programs/assemble.ts';
import { blockPrograms } from '../../../src/sampler/block/open-block.ts';
import { type BlockShape, btfOf, WIDTH } from './block-shapes.ts';
import { BpfMachine } from './bpf-machine.ts';

type Address = bigint;

export type FakeTask = {
  readonly address: Address;
  readonly tid: number;
  readonly tgid: number;
  readonly startedAt: number;
  readonly uid: number;
  readonly comm: string;
};
export type FakeFile = { readonly inode: Address; readonly mapping: Address };
export type FakeDisk = { readonly gendisk: Address; readonly device: Address; readonly id: string };
/** Operations: enum req_op. */
export const OP = {
  read: 0,
  write: 1,
  flush: 2,
  discard: 3,
  secureErase: 5,
  zoneAppend: 7,
  writeZeroes: 9,
} as const;

const PAGE_SHIFT = 12;
export const PAGE = 1 << PAGE_SHIFT;
const PAGE_STRUCT = 64;
const VECTOR_LENGTH = 16;
const STRUCT_LENGTH = 4096;
/** What lies in the upper half of a word whose lower half is asked for. */
const OTHERS = 0x5a5a_5a5a_0000_0000n;
/** XA_FLAGS_LOCK_IRQ and XA_FLAGS_ACCOUNT; and what is set beside them while a page is dirty, and while one is being written, as in one of the kernels. */
const TREE_FLAGS = 0x21;
const DIRTY_MARK = 1 << 27;
const WRITEBACK_MARK = 1 << 28;
/** Pages of memory there are; the first of a folio is at a multiple of its size. */
const PAGES = 1024;

/** Entries of the maps, where fewer than there are. */
type BlockRoom = {
  readonly asked?: number;
  readonly dirtiers?: number;
  readonly held?: number;
};

export class FakeBlockLayer {
  readonly machine = new BpfMachine();
  readonly places: BlockPlaces;
  readonly maps: Readonly<Record<keyof typeof BLOCK_MAPS, number>>;
  /** Names of the programs that run, in the order they were attached. */
  readonly attached: readonly string[];
  readonly #shape: BlockShape;
  /** Code by the tracepoint it runs at, or by the function and where of it. */
  readonly #code = new Map<string, Uint8Array[]>();
  readonly #memory: Address;
  #nextPage = 0;

  constructor(shape: BlockShape, { asked, dirtiers, held }: BlockRoom = {}, keepsTimes = false) {
    this.#shape = shape;
    const types = readBtf(btfOf(shape), BLOCK_NAMES);
    const places = locateBlock(types);
    if (places === undefined) throw new Error('no places in shape');
    this.places = places;
    const { machine } = this;
    const map = (name: keyof typeof BLOCK_MAPS, entries?: number): number =>
      machine.createMap({ ...BLOCK_MAPS[name], ...(entries !== undefined && { entries }) });
    this.maps = {
      askedEven: map('askedEven', asked),
      askedOdd: map('askedOdd', asked),
      nothing: map('nothing'),
      dirtiers: map('dirtiers', dirtiers),
      requests: map('requests'),
      queued: map('queued'),
      held: map('held', held),
      turn: map('turn'),
      lost: map('lost'),
    };
    const numbers = new Map<string, number>(Object.entries(this.maps));
    const programs = blockPrograms(places, { pageShift: PAGE_SHIFT, keepsTimes });
    this.attached = programs.map(({ name }) => name);
    for (const { code, attachTypeId, at } of programs) {
      const point =
        at === undefined
          ? Object.keys(shape.tracepoints).find(
              (point) => typeId(types, 'typedef', `btf_trace_${point}`) === attachTypeId,
            )
          : Object.keys(shape.traced).find(
              (name) => typeId(types, 'function', name) === attachTypeId,
            );
      if (point === undefined) throw new Error('a program attached to nothing');
      const name = at === undefined ? point : `${at} of ${point}`;
      this.#code.set(name, [...(this.#code.get(name) ?? []), assemble(code, numbers)]);
    }
    if (places.cast !== undefined) {
      machine.functions.set(places.cast.function, (pointer = 0n) => {
        machine.casts.add(pointer);
        return pointer;
      });
    }
    this.#memory = machine.allocate(PAGES * PAGE_STRUCT);
  }

  /** Runs what is attached to a tracepoint; does nothing where the kernel has no such. @param given by the struct it points to, or numbers in order */
  fire(tracepoint: string, given: Readonly<Record<string, Address>>, ...numbers: bigint[]): void {
    const context = this.machine.allocate(64);
    const left = [...numbers];
    for (const [i, struct] of (this.#shape.tracepoints[tracepoint] ?? []).entries()) {
      const value = struct === 'number' ? (left.shift() ?? 0n) : (given[struct] ?? 0n);
      this.machine.write(context + BigInt(i * 8), 8, value);
    }
    this.#run(tracepoint, context);
  }

  #run(name: string, context: Address): void {
    for (const code of this.#code.get(name) ?? []) this.machine.run(code, context);
  }

  has(tracepoint: string): boolean {
    return this.#shape.tracepoints[tracepoint] !== undefined;
  }

  task(
    tid: number,
    { tgid = tid, startedAt = tid * 1000, uid = 1000, comm = `task${tid}`, flags = 0 } = {},
    leader?: FakeTask,
  ): FakeTask {
    const address = this.machine.allocate(STRUCT_LENGTH);
    this.#set('task_struct', address, 'pid', tid);
    this.#set('task_struct', address, 'tgid', tgid);
    this.#set('task_struct', address, 'start_boottime', startedAt);
    this.#set('task_struct', address, 'flags', flags);
    this.#set('task_struct', address, 'group_leader', leader?.address ?? address);
    return { address, tid, tgid, startedAt, uid, comm };
  }

  /** From now on programs run in this task. */
  runIn({ address, tid, tgid, uid, comm }: FakeTask): void {
    const name = new Uint8Array(16);
    name.set(new TextEncoder().encode(comm));
    this.machine.current = { address, tid, tgid, uid, comm: name };
  }

  disk(major: number, minor: number): FakeDisk {
    const gendisk = this.machine.allocate(STRUCT_LENGTH);
    this.#set('gendisk', gendisk, 'major', major);
    this.#set('gendisk', gendisk, 'first_minor', minor);
    const device = this.machine.allocate(STRUCT_LENGTH);
    this.#set('block_device', device, 'bd_disk', gendisk);
    return { gendisk, device, id: `${major}:${minor}` };
  }

  /** @param at where its inode was before, when its memory is used again */
  file({ number = 1, generation = 1 } = {}, at?: FakeFile): FakeFile {
    const file = at ?? {
      inode: this.machine.allocate(STRUCT_LENGTH),
      mapping: this.machine.allocate(STRUCT_LENGTH),
    };
    this.#fill(file, number, generation, 0o100644);
    return file;
  }

  /** The inode of a block device: lies behind the device in one struct. @param holder of the device, absent: nobody; a task holds what it opened with O_EXCL */
  deviceFile(holder?: 'file-system' | 'task'): FakeFile {
    const both = this.machine.allocate(STRUCT_LENGTH);
    const { bdev = 0, vfs_inode = 0 } = this.#shape.layout.bdev_inode ?? {};
    const device = both + BigInt(bdev);
    this.#set('block_device', device, 'bd_holder', holder === undefined ? 0 : 1);
    for (const sign of ['bd_super', 'bd_holder_ops']) {
      this.#set('block_device', device, sign, holder === 'file-system' ? 1 : 0);
    }
    const file = { inode: both + BigInt(vfs_inode), mapping: this.machine.allocate(STRUCT_LENGTH) };
    this.#fill(file, 7, 0, 0o60660);
    return file;
  }

  #fill({ inode, mapping }: FakeFile, number: number, generation: number, mode: number): void {
    this.#set('inode', inode, 'i_ino', number);
    this.#set('inode', inode, 'i_generation', generation);
    this.#set('inode', inode, 'i_mode', mode);
    this.#set('inode', inode, 'i_mapping', mapping);
    this.#set('address_space', mapping, 'host', inode);
    this.#set('address_space', mapping, 'nrpages', PAGES);
    this.#mark(mapping, 0);
  }

  #mark(mapping: Address, marks: number): void {
    const { i_pages = 0 } = this.#shape.layout.address_space ?? {};
    this.#set('xarray', mapping + BigInt(i_pages), 'xa_flags', TREE_FLAGS + marks);
  }

  /** How many pages of the file are in memory. */
  setCached({ mapping }: FakeFile, pages: number): void {
    this.#set('address_space', mapping, 'nrpages', pages);
  }

  /** A folio of 2^order pages; its first page's address. @param mapping of a file, or what memory of other uses has there */
  folio(mapping: Address, order = 0): Address {
    const count = 1 << order;
    const first = Math.ceil(this.#nextPage / count) * count;
    if (first + count > PAGES) throw new Error('no memory');
    this.#nextPage = first + count;
    const page = (i: number): Address => this.#memory + BigInt((first + i) * PAGE_STRUCT);
    const head = page(0);
    this.#set('page', head, 'mapping', mapping);
    if (order === 0) return head;
    const flag = this.#shape.enums.pageflags?.PG_head ?? 0;
    this.#set('page', head, 'flags', 1n << BigInt(flag));
    // How a page says that it is not the first: by the first's address, or by a mask that leaves it.
    const mask = ~BigInt(count * PAGE_STRUCT - 1) & ((1n << 64n) - 1n);
    const isMask = this.#shape.layout.page?.compound_info !== undefined;
    for (let i = 1; i < count; i++) {
      this.machine.write(page(i) + 8n, 8, (isMask ? mask : head) | 1n);
    }
    const { _folio_nr_pages, _nr_pages } = this.#shape.layout.folio ?? {};
    const pages = _nr_pages ?? _folio_nr_pages;
    // Behind the number comes another's.
    if (pages !== undefined) this.machine.write(head + BigInt(pages), 8, OTHERS | BigInt(count));
    return head;
  }

  /** Page `index` of a folio. */
  pageOf(folio: Address, index: number): Address {
    return folio + BigInt(index * PAGE_STRUCT);
  }

  /** The folio becomes dirty. */
  dirty(task: FakeTask, { mapping }: FakeFile, folio: Address): void {
    this.runIn(task);
    const given = { folio, page: folio, address_space: mapping };
    this.fire('writeback_dirty_folio', given);
    this.fire('writeback_dirty_page', given);
    this.#mark(mapping, DIRTY_MARK);
  }

  /** No page of the file is dirty any more. @param inFlight some are still on their way to the disk */
  clean({ mapping }: FakeFile, { inFlight = false } = {}): void {
    this.#mark(mapping, inFlight ? WRITEBACK_MARK : 0);
  }

  /** @param index of the vector with the first page: those before it are another's @param isCloned it has the pages of a bio above */
  bio(
    disk: FakeDisk,
    {
      op = OP.write as number,
      flags = 0,
      size = PAGE,
      page = 0n,
      index = 0,
      sector = 0,
      isCloned = false,
    },
  ): Address {
    const bio = this.machine.allocate(STRUCT_LENGTH);
    this.#set('bio', bio, 'bi_bdev', disk.device);
    this.#set('bio', bio, 'bi_disk', disk.gendisk);
    this.#set('bio', bio, 'bi_opf', op + flags);
    const { bi_iter = 0 } = this.#shape.layout.bio ?? {};
    // What is beside it is set in others.
    this.#set('bio', bio, 'bi_flags', isCloned ? 0xffff : 0xfffd);
    this.#set('bvec_iter', bio + BigInt(bi_iter), 'bi_sector', sector);
    this.#set('bvec_iter', bio + BigInt(bi_iter), 'bi_size', size);
    this.#set('bvec_iter', bio + BigInt(bi_iter), 'bi_idx', index);
    if (page === 0n) return bio;
    const vectors = this.machine.allocate(VECTOR_LENGTH * (index + 1));
    this.machine.write(vectors + BigInt(VECTOR_LENGTH * index), 8, page);
    this.#set('bio', bio, 'bi_io_vec', vectors);
    return bio;
  }

  /** The bio is for another sector now. */
  moveBio(bio: Address, sector: number): void {
    const { bi_iter = 0 } = this.#shape.layout.bio ?? {};
    this.#set('bvec_iter', bio + BigInt(bi_iter), 'bi_sector', sector);
  }

  /** The value of a flag of an operation. */
  flag(name: '__REQ_META' | '__REQ_SWAP' | '__REQ_IDLE'): number {
    return 2 ** (this.#shape.enums.req_flag_bits?.[name] ?? Number.NaN);
  }

  /** A limit of the task's group is asked whether the bio may go on; does nothing where no program runs there. @param held what it says */
  limit(task: FakeTask, bio: Address, held: boolean): void {
    this.runIn(task);
    const context = this.machine.allocate(16);
    this.machine.write(context, 8, bio);
    this.#run('entry of __blk_throtl_bio', context);
    // Of the result only the lowest byte is set.
    this.machine.write(context + 8n, 8, OTHERS | BigInt(held));
    this.#run('exit of __blk_throtl_bio', context);
  }

  submit(task: FakeTask, bio: Address): void {
    this.runIn(task);
    this.fire('block_bio_queue', { bio });
  }

  /** The bio ends at once, in the task that submitted it. @param status of blk_types.h */
  complete(task: FakeTask, bio: Address, status: number): void {
    this.#set('bio', bio, 'bi_status', status);
    this.runIn(task);
    this.fire('block_bio_complete', { bio });
  }

  /** Room for a request; all have the same place in the array of requests. */
  request(disk: FakeDisk): Address {
    const request = this.machine.allocate(STRUCT_LENGTH);
    const queue = this.machine.allocate(STRUCT_LENGTH);
    this.#set('request', request, 'q', queue);
    this.#set('request', request, 'rq_disk', disk.gendisk);
    this.#set('request_queue', queue, 'disk', disk.gendisk);
    return request;
  }

  /** The request gets a bio; then, on kernels that say so, it begins. */
  begin(task: FakeTask, request: Address, bio: Address): void {
    this.#set('request', request, 'bio', bio);
    if (bio !== 0n) {
      const { bi_opf = 0, bi_iter = 0 } = this.#shape.layout.bio ?? {};
      const { bi_size = 0 } = this.#shape.layout.bvec_iter ?? {};
      const { machine } = this;
      this.#set('request', request, 'cmd_flags', machine.read(bio + BigInt(bi_opf), 4));
      const size = machine.read(bio + BigInt(bi_iter + bi_size), 4);
      this.#set('request', request, '__data_len', size);
    }
    this.#set('request', request, 'start_time_ns', this.machine.monotonic);
    this.#set('request', request, 'io_start_time_ns', 0);
    this.runIn(task);
    this.fire('block_io_start', { request });
  }

  /** The device gets it. @param noted whether the kernel keeps the time of it */
  issue(request: Address, { noted = false } = {}): void {
    if (noted) this.#set('request', request, 'io_start_time_ns', this.machine.monotonic);
    this.fire('block_rq_issue', { request });
  }

  requeue(request: Address): void {
    this.fire('block_rq_requeue', { request });
  }

  /** Ends as a whole, or with several times fewer bytes, the last of which is all that is left. */
  end(request: Address, parts = 1, error = 0): void {
    const { __data_len: at = 0 } = this.#shape.layout.request ?? {};
    for (let part = parts; part > 0; part--) {
      const left = this.machine.read(request + BigInt(at), 4);
      const done = left / BigInt(part);
      if (error !== 0) this.fire('block_rq_error', { request }, BigInt(error), done);
      this.fire('block_rq_complete', { request }, BigInt(error), done);
      this.#set('request', request, '__data_len', left - done);
    }
    this.fire('block_io_done', { request });
  }

  /** Members this kernel has not are left out. */
  #set(struct: string, address: Address, member: string, value: bigint | number): void {
    const at = this.#shape.layout[struct]?.[member];
    if (at === undefined) return;
    const width = WIDTH[`${struct}.${member}`] ?? WIDTH[member] ?? 8;
    this.machine.write(address + BigInt(at), width, BigInt(value));
  }
}
