/**
 * The one foreign-function seam: every system call that Node does not have goes through here.
 *
 * Symbols are looked up in the running program, which has libc linked in: glibc and musl alike, x86-64 and arm64. Calls
 * that libc does not wrap go through syscall(2) with the architecture's number. All return -1 on failure; ask `errno()`
 * at once.
 *
 * Buffers are borrowed for the length of a call. An address written *into* a buffer (an iovec, a bpf attribute) keeps nothing
 * alive: whoever writes it holds the buffer in a long-lived object, or Node aborts.
 */
import { UnavailableError } from '../../lib/errors.ts';
import { declared, type ForeignFunctions, openForeignFunctions, refusing } from './koffi.ts';

type Buffer8 = Uint8Array;

/** System call numbers. Sources: arch/x86/entry/syscalls/syscall_64.tbl, scripts/syscall.tbl (arm64). */
const NUMBERS = {
  x64: {
    getdents64: 217,
    ioprio_set: 251,
    ioprio_get: 252,
    bpf: 321,
    statx: 332,
    pidfd_send_signal: 424,
    pidfd_open: 434,
  },
  arm64: {
    getdents64: 61,
    ioprio_set: 30,
    ioprio_get: 31,
    bpf: 280,
    statx: 291,
    pidfd_send_signal: 424,
    pidfd_open: 434,
  },
} as const;

/** Absent where nobody looked them up: there no call can be made. */
const number: (typeof NUMBERS)['x64' | 'arm64'] | undefined =
  process.arch === 'x64' || process.arch === 'arm64' ? NUMBERS[process.arch] : undefined;

const open = (): ForeignFunctions =>
  number === undefined
    ? refusing(
        new UnavailableError(
          `iotop does not know the system calls of ${process.arch}`,
          'run it on x86-64 or arm64',
        ),
      )
    : openForeignFunctions();

let opened: ForeignFunctions | undefined;

/** Opened by the first call: help and version make none. */
const program = (): ForeignFunctions => {
  opened ??= open();
  return opened;
};

/** Why no call of this file can be made here; undefined: all can. Each throws it. */
export const systemCallRefusal = (): UnavailableError | undefined => program().refusal;

/** Whether a call was made or asked for. */
export const areSystemCallsOpen = (): boolean => opened !== undefined;

const c = declared(program, {
  clockGettime: ['clock_gettime', 'int', ['int', 'void *']],
  socket: ['socket', 'int', ['int', 'int', 'int']],
  bind: ['bind', 'int', ['int', 'void *', 'uint32']],
  setsockopt: ['setsockopt', 'int', ['int', 'int', 'int', 'void *', 'uint32']],
  sendto: ['sendto', 'long', ['int', 'void *', 'size_t', 'int', 'void *', 'uint32']],
  recvmmsg: ['recvmmsg', 'int', ['int', 'void *', 'uint32', 'int', 'void *']],
  getpriority: ['getpriority', 'int', ['int', 'uint32']],
  setrlimit: ['setrlimit', 'int', ['int', 'void *']],
  schedGetscheduler: ['sched_getscheduler', 'int', ['int']],
  openat: ['openat', 'int', ['int', 'void *', 'int', 'uint32']],
  read: ['read', 'long', ['int', 'void *', 'size_t']],
  pread: ['pread', 'long', ['int', 'void *', 'size_t', 'int64']],
  prctl: ['prctl', 'int', ['int', 'ulong', 'ulong', 'ulong', 'ulong']],
  waitpid: ['waitpid', 'int', ['int', 'void *', 'int']],
  sigprocmask: ['sigprocmask', 'int', ['int', 'void *', 'void *']],
  close: ['close', 'int', ['int']],
  fcntl: ['fcntl', 'int', ['int', 'int', 'long']],
  tcgetpgrp: ['tcgetpgrp', 'int', ['int']],
  getpgrp: ['getpgrp', 'int', []],
  tcgetattr: ['tcgetattr', 'int', ['int', 'void *']],
  exit: ['_exit', 'void', ['int']],
  getdents: ['syscall', 'long', ['long', 'int', 'void *', 'uint32']],
  statx: ['syscall', 'long', ['long', 'int', 'void *', 'int', 'uint32', 'void *']],
  syscall4: ['syscall', 'long', ['long', 'long', 'long', 'long', 'long']],
  syscall3: ['syscall', 'long', ['long', 'long', 'long', 'long']],
  bpf: ['syscall', 'long', ['long', 'long', 'void *', 'uint32']],
  mmap: ['mmap', 'intptr_t', ['void *', 'size_t', 'int', 'int', 'int', 'long']],
  getpagesize: ['getpagesize', 'int', []],
  mallopt: ['mallopt', 'int', ['int', 'int']],
});

/** The errno of the call just made on this thread. */
export const errno = (): number => program().errno();

/** The machine address of a buffer's first byte; see the note on lifetimes above. */
export const addressOf = (buffer: Buffer8): bigint => program().address(buffer);

/** Bytes of a page of memory: 4096, on arm64 perhaps 16,384 or 65,536. */
export const pageSize = (): number => c.getpagesize();

export const socket = (domain: number, type: number, protocol: number): number =>
  c.socket(domain, type, protocol);
export const bind = (fd: number, address: Buffer8): number => c.bind(fd, address, address.length);
export const setsockopt = (fd: number, level: number, option: number, value: Buffer8): number =>
  c.setsockopt(fd, level, option, value, value.length);
/** Sends the first `length` bytes to whoever the socket is bound or connected to (netlink: the kernel). */
export const send = (fd: number, bytes: Buffer8, length: number): number =>
  c.sendto(fd, bytes, length, 0, null, 0);
/** @param headers an array of struct mmsghdr @returns how many messages came, or -1 */
export const recvmmsg = (fd: number, headers: Buffer8, count: number, flags: number): number =>
  c.recvmmsg(fd, headers, count, flags, null);

/** @param path bytes ending in NUL, relative to `directory` */
export const openat = (directory: number, path: Buffer8, flags: number): number =>
  c.openat(directory, path, flags, 0);
/** @returns bytes read, 0 at the end, or -1 */
export const read = (fd: number, into: Buffer8): number => c.read(fd, into, into.length);
/** Reads from `offset` of the file on. @returns as `read` */
export const pread = (fd: number, into: Buffer8, offset: number): number =>
  c.pread(fd, into, into.length, offset);
/** @returns the beginning of a file as memory that stays until we end and must not be written to; undefined where it cannot be had so */
export const mapFile = (fd: number, length: number): Uint8Array | undefined => {
  const address = c.mmap(null, length, PROT_READ, MAP_PRIVATE, fd, 0);
  return address === -1 ? undefined : program().view(address, length);
};
const PROT_READ = 1;
const MAP_PRIVATE = 2;
export const close = (fd: number): number => c.close(fd);
export const fcntl = (fd: number, command: number, value: number): number =>
  c.fcntl(fd, command, value);
/** @returns bytes of struct linux_dirent64 written to `into`, 0 at the end, or -1 */
export const getdents64 = (fd: number, into: Buffer8): number =>
  c.getdents(number?.getdents64, fd, into, into.length);
/** @param into 256 bytes for struct statx */
export const statx = (directory: number, path: Buffer8, mask: number, into: Buffer8): number =>
  c.statx(number?.statx, directory, path, 0, mask, into);

/** @param which 1: a task or thread @returns class << 13 | hints | level, or -1 */
export const ioprioGet = (which: number, who: number): number =>
  c.syscall3(number?.ioprio_get, which, who, 0);
export const ioprioSet = (which: number, who: number, priority: number): number =>
  c.syscall3(number?.ioprio_set, which, who, priority);
/** The nice value. -1 is both a value and a failure: `errno()` is 0 for the former only if it was cleared before. */
export const getpriority = (which: number, who: number): number => {
  program().clearErrno();
  return c.getpriority(which, who);
};
export const schedGetscheduler = (tid: number): number => c.schedGetscheduler(tid);

/** Linux 5.3. @param pid of a process @returns a descriptor that stands for it and never for another, or -1 */
export const pidfdOpen = (pid: number): number => c.syscall3(number?.pidfd_open, pid, 0, 0);
/** Linux 5.1. */
export const pidfdSendSignal = (pidfd: number, signal: number): number =>
  c.syscall4(number?.pidfd_send_signal, pidfd, signal, 0, 0);

export const prctl = (option: number, value: number): number => c.prctl(option, value, 0, 0, 0);
/** @returns the child's id, 0 when it has not ended and WNOHANG was asked for, or -1 */
export const waitpid = (pid: number, options: number): number => c.waitpid(pid, null, options);

/** @returns the process group in the foreground of a terminal, or -1 where it is not the one that controls us */
export const tcgetpgrp = (fd: number): number => c.tcgetpgrp(fd);
export const getpgrp = (): number => c.getpgrp();
/** @param into room for struct termios */
export const tcgetattr = (fd: number, into: Buffer8): number => c.tcgetattr(fd, into);

/** Ends the process, all its threads, at once: nothing that was to run at its end runs. */
export const exitAtOnce = (status: number): void => {
  c.exit(status);
};

/** @param limits struct rlimit: the soft and the hard limit, 8 bytes each @returns 0, or -1 */
export const setrlimit = (resource: number, limits: Buffer8): number =>
  c.setrlimit(resource, limits);

/** Does nothing where the libc has no such thing. Source: mallopt(3). */
export const mallopt = (parameter: number, value: number): void => {
  try {
    c.mallopt(parameter, value);
  } catch {
    // musl has no mallopt
  }
};
/**
 * The signals that may not reach this thread (on Linux the call is about one thread, with its libraries too).
 * @param how 0: these as well, 2: these alone @param set sigset_t, 128 bytes @param before takes the mask as it was
 */
export const sigprocmask = (how: number, set: Buffer8, before: Buffer8): number =>
  c.sigprocmask(how, set, before);

/** @param attribute union bpf_attr, as long as the kernel headers of the fields used say */
export const bpf = (command: number, attribute: Buffer8): number =>
  c.bpf(number?.bpf, command, attribute, attribute.length);

const timespec = new Uint8Array(16);
const timespecView = new DataView(timespec.buffer);

/** Nanoseconds of a clock, exact up to 2^53 (104 days; then to 2 ns). @param clock 1 monotonic, 7 boot */
export const clockNanoseconds = (clock: number): number => {
  c.clockGettime(clock, timespec);
  const seconds = timespecView.getUint32(0, true) + timespecView.getUint32(4, true) * 2 ** 32;
  return seconds * 1e9 + timespecView.getUint32(8, true);
};
