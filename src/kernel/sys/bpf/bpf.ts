/**
 * The system call bpf(2): bytes in, descriptors out; nothing is interpreted.
 *
 * All that is made here lives as long as its descriptor, which the kernel closes with the process, however that ends: nothing is pinned.
 * Source: include/uapi/linux/bpf.h, union bpf_attr. Offsets below are those of its members.
 */
import { decodeCString, encodeText } from '../../../lib/text.ts';
import type { MapShape } from '../../abi/bpf/programs/maps.ts';
import { ERRNO, systemCallError } from '../errno.ts';
import { addressOf, bpf, close, errno, read, setrlimit } from '../libc.ts';
import { withSignalsHeld } from '../process/held-signals.ts';

/** Commands: enum bpf_cmd. */
const MAP_CREATE = 0;
const PROG_LOAD = 5;
const RAW_TRACEPOINT_OPEN = 17;
const TEST_RUN = 10;
const LINK_CREATE = 28;
const ITER_CREATE = 33;

/** BPF_PROG_TYPE_TRACING: such a program attaches to the function or tracepoint of a BTF type. */
const TRACING = 26;
/** BPF_PROG_TYPE_SYSCALL: user space runs it. It must be loaded as one that may sleep. */
const SYSCALL = 31;
const MAY_SLEEP = 1 << 4;
/** enum bpf_attach_type */
export const ATTACH = { rawTracepoint: 23, entry: 24, exit: 25, iterator: 28 } as const;

/** A program as the kernel wants it. */
export type Program = {
  /** At most 15 characters; bpftool shows it. */
  readonly name: string;
  readonly instructions: Uint8Array;
  /** Absent: user space runs it. */
  readonly attach?: {
    readonly type: (typeof ATTACH)[keyof typeof ATTACH];
    /** The BTF number of the function or tracepoint. */
    readonly typeId: number;
  };
};

/**
 * Arguments of one bpf(2) call. Holds the buffers whose addresses it contains for as long as it lives itself, since an
 * address keeps nothing from being collected.
 */
export class BpfArguments {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #held: Uint8Array[] = [];

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  number(offset: number, value: number): this {
    this.#view.setUint32(offset, value, true);
    return this;
  }

  address(offset: number, buffer: Uint8Array): this {
    this.#held.push(buffer);
    this.#view.setBigUint64(offset, addressOf(buffer), true);
    return this;
  }

  /** A name of at most 15 bytes. */
  name(offset: number, text: string): this {
    this.bytes.set(encodeText(text).subarray(0, 15), offset);
    return this;
  }

  read(offset: number): number {
    return this.#view.getUint32(offset, true);
  }

  /** @returns the call's result; negative: see `errno()` */
  call(command: number): number {
    const result = bpf(command, this.bytes);
    // Touched after the call, so that the buffers outlive it.
    return this.#held.length >= 0 ? result : -1;
  }
}

/**
 * Before Linux 5.11 maps count as locked memory, of which a process may have 64 KiB: a refusal lifts that limit and tries again.
 * @throws SystemCallError EPERM without the capabilities, or where the limit could not be lifted
 */
export const createMap = (map: MapShape): number => {
  const request = new BpfArguments(48)
    .number(0, map.kind)
    .number(4, map.keySize)
    .number(8, map.valueSize)
    .number(12, map.entries)
    .name(28, map.name);
  const fd = request.call(MAP_CREATE);
  if (fd >= 0) return fd;
  const refusal = errno();
  if (refusal === ERRNO.EPERM && setrlimit(RLIMIT_MEMLOCK, UNLIMITED) === 0) {
    return descriptor(`BPF_MAP_CREATE ${map.name}`, MAP_CREATE, request);
  }
  throw systemCallError(`BPF_MAP_CREATE ${map.name}`, refusal);
};

/** @throws SystemCallError with what the verifier said, when it refuses the program */
export const loadProgram = (program: Program): number => {
  const fd = loadUndisturbed(programArguments(program));
  if (fd >= 0) return fd;
  // Once more with a log: asking for one at once costs time when all is well.
  const log = new Uint8Array(LOG_LENGTH);
  const withLog = programArguments(program).number(24, 1).number(28, log.length).address(32, log);
  const again = loadUndisturbed(withLog);
  if (again >= 0) return again;
  throw systemCallError(`BPF_PROG_LOAD ${program.name}`, -again, lastLines(decodeCString(log)));
};

/**
 * The verifier gives up with EAGAIN when a signal is pending, and under a profiler one always is: so signals are held meanwhile. The kernel's own
 * work for the thread cannot be held, so the call is tried again.
 * @returns the descriptor, or the errno, negative
 */
const loadUndisturbed = (request: BpfArguments): number =>
  withSignalsHeld(() => {
    let result: number = -ERRNO.EAGAIN;
    for (let tries = 0; tries < INTERRUPTIONS && result === -ERRNO.EAGAIN; tries++) {
      const fd = request.call(PROG_LOAD);
      result = fd < 0 ? -errno() : fd;
    }
    return result;
  });

const INTERRUPTIONS = 20;

/** Attaches an iterator program. */
export const linkIterator = (program: number): number =>
  descriptor(
    'BPF_LINK_CREATE',
    LINK_CREATE,
    new BpfArguments(16).number(0, program).number(8, ATTACH.iterator),
  );

/**
 * What begins passes over all that an iterator walks, and allocates nothing per pass.
 * @returns gives the descriptor of one pass: read(2) until it returns 0, then close; throws SystemCallError
 */
export const iteratorOpener = (link: number): (() => number) => {
  const request = new BpfArguments(8).number(0, link);
  return () => descriptor('BPF_ITER_CREATE', ITER_CREATE, request);
};

/** Reads on from an iterator into `bytes` from `offset`. @returns how many bytes came; 0 at the end @throws SystemCallError */
export const readIterator = (iterator: number, bytes: Uint8Array, offset: number): number => {
  const length = read(iterator, offset === 0 ? bytes : bytes.subarray(offset));
  if (length < 0) throw systemCallError('read of a BPF iterator', errno());
  return length;
};

/** Attaches a program to its tracepoint or function for as long as the descriptor is open. */
export const openRawTracepoint = (program: number): number =>
  descriptor(
    'BPF_RAW_TRACEPOINT_OPEN',
    RAW_TRACEPOINT_OPEN,
    new BpfArguments(16).number(8, program),
  );

/** Runs a program that user space runs; nothing is allocated per run. */
export class ProgramRun {
  /** What the program is given and gives back. */
  readonly context: DataView;
  readonly #request: BpfArguments;

  constructor(program: number, contextLength: number) {
    const context = new Uint8Array(contextLength);
    this.context = new DataView(context.buffer);
    this.#request = new BpfArguments(80)
      .number(0, program)
      .number(40, contextLength)
      .address(48, context);
  }

  /** @throws SystemCallError */
  run(): void {
    descriptor('BPF_PROG_TEST_RUN', TEST_RUN, this.#request);
  }
}

/** Closes what any of the functions above returned. */
export const closeDescriptor = (fd: number): void => {
  close(fd);
};

const RLIMIT_MEMLOCK = 8;
/** Both limits RLIM_INFINITY. */
const UNLIMITED = new Uint8Array(16).fill(0xff);

const LOG_LENGTH = 1 << 18;
/** The reason is in the last lines; before it come all the instructions that passed. */
const LOG_LINES = 6;

const lastLines = (log: string): string => log.trimEnd().split('\n').slice(-LOG_LINES).join(' | ');

/** Helpers that read kernel memory are for programs under the GPL, which ours are. */
const LICENCE = encodeText('GPL\0');

const programArguments = ({ name, instructions, attach }: Program): BpfArguments => {
  const request = new BpfArguments(120)
    .number(0, attach === undefined ? SYSCALL : TRACING)
    .number(4, instructions.length / 8)
    .address(8, instructions)
    .address(16, LICENCE)
    .name(48, name);
  return attach === undefined
    ? request.number(44, MAY_SLEEP)
    : request.number(68, attach.type).number(108, attach.typeId);
};

const descriptor = (call: string, command: number, attribute: BpfArguments): number => {
  const fd = attribute.call(command);
  if (fd < 0) throw systemCallError(call, errno());
  return fd;
};
