/**
 * The one foreign-function seam: every system call that Node does not have goes through here.
 *
 * Symbols are looked up in the running program, which has libc linked in: glibc and musl alike, x86-64 and arm64. Calls
 * that libc does not wrap go through syscall(2) with the architecture's number. Names and arguments are libc's. All return
 * -1 on failure, unless they say otherwise; ask `errno()` at once.
 *
 * Buffers are borrowed for the length of a call. An address written *into* a buffer (an iovec, a bpf attribute) keeps nothing
 * alive: whoever writes it holds the buffer in a long-lived object, or Node aborts. A path is bytes that end in NUL.
 */
import { UnavailableError } from '../../lib/errors.ts';
import {
  type ForeignFunction,
  type ForeignFunctions,
  openForeignFunctions,
  refusing,
} from './koffi.ts';

const isArm = process.arch === 'arm64';

/** System call numbers. Sources: scripts/syscall.tbl (arm64), arch/x86/entry/syscalls/syscall_64.tbl. */
const NUMBER = {
  getdents64: isArm ? 61 : 217,
  ioprioSet: isArm ? 30 : 251,
  ioprioGet: isArm ? 31 : 252,
  bpf: isArm ? 280 : 321,
  statx: isArm ? 291 : 332,
  setresuid: isArm ? 147 : 117,
  setresgid: isArm ? 149 : 119,
  setgroups: isArm ? 159 : 116,
  schedGetscheduler: isArm ? 120 : 145,
  pidfdSendSignal: 424,
  pidfdOpen: 434,
} as const;

let opened: ForeignFunctions | undefined;

/** Opened by the first call: help and version make none. */
const program = (): ForeignFunctions => {
  opened ??=
    isArm || process.arch === 'x64' ? openForeignFunctions() : refusing(unknownProcessor());
  return opened;
};

const unknownProcessor = (): UnavailableError =>
  new UnavailableError(
    `iotop does not know the system calls of ${process.arch}`,
    'run it on x86-64 or arm64',
  );

/** Why no call of this file can be made here; undefined: all can. Each throws it. */
export const systemCallRefusal = (): UnavailableError | undefined => program().refusal;

/** Whether a call was made or asked for. */
export const areSystemCallsOpen = (): boolean => opened !== undefined;

type Parameter = 'int' | 'uint32' | 'int64' | 'long' | 'ulong' | 'size_t' | 'void *';

type Arguments<Parameters extends readonly Parameter[]> = {
  -readonly [At in keyof Parameters]: Parameters[At] extends 'void *' ? Uint8Array | null : number;
};

/** Looked up when it is first called, for most runs need few. @throws Error then, where the libc has no such function */
const libc = <const Parameters extends readonly Parameter[]>(
  name: string,
  result: 'int' | 'long' | 'intptr_t' | 'void',
  parameters: Parameters,
): ((...values: Arguments<Parameters>) => number) => {
  let found: ForeignFunction | undefined;
  return (...values) => {
    found ??= program().func(name, result, [...parameters]);
    return found(...values);
  };
};

/** The errno of the call just made on this thread. */
export const errno = (): number => program().errno();

/** The machine address of a buffer's first byte; see the note on lifetimes above. */
export const addressOf = (buffer: Uint8Array): bigint => program().address(buffer);

/** Bytes of a page of memory: 4096, on arm64 perhaps 16,384 or 65,536. */
export const pageSize = libc('getpagesize', 'int', []);

export const socket = libc('socket', 'int', ['int', 'int', 'int']);
export const bind = libc('bind', 'int', ['int', 'void *', 'uint32']);
export const setsockopt = libc('setsockopt', 'int', ['int', 'int', 'int', 'void *', 'uint32']);
const cSendto = libc('sendto', 'long', ['int', 'void *', 'size_t', 'int', 'void *', 'uint32']);
/** Sends the first `length` bytes to whoever the socket is bound or connected to (netlink: the kernel). */
export const send = (fd: number, bytes: Uint8Array, length: number): number =>
  cSendto(fd, bytes, length, 0, null, 0);
/** Takes descriptor, an array of struct mmsghdr, its length, flags, timeout. @returns how many messages came, or -1 */
export const recvmmsg = libc('recvmmsg', 'int', ['int', 'void *', 'uint32', 'int', 'void *']);

const cOpenat = libc('openat', 'int', ['int', 'void *', 'int', 'uint32']);
/** Relative paths begin at `directory`, or at the working directory. The descriptor is closed on exec. */
export const openat = (directory: number, path: Uint8Array, flags: number): number =>
  cOpenat(directory, path, flags | O_CLOEXEC, 0);
export const AT_FDCWD = -100;
/** Source: include/uapi/asm-generic/fcntl.h; the same on x86-64 and arm64. */
export const O_PATH = 0o10000000;
const O_CLOEXEC = 0o2000000;
const cOpenByHandleAt = libc('open_by_handle_at', 'int', ['int', 'void *', 'int']);
/** @param mount a descriptor of something on the file system @param handle struct file_handle @returns as `openat` */
export const openByHandleAt = (mount: number, handle: Uint8Array, flags: number): number =>
  cOpenByHandleAt(mount, handle, flags | O_CLOEXEC);
const cRead = libc('read', 'long', ['int', 'void *', 'size_t']);
/** @returns bytes read, 0 at the end, or -1 */
export const read = (fd: number, into: Uint8Array): number => cRead(fd, into, into.length);
const cPread = libc('pread', 'long', ['int', 'void *', 'size_t', 'int64']);
/** Reads from `offset` of the file on. @returns as `read` */
export const pread = (fd: number, into: Uint8Array, offset: number): number =>
  cPread(fd, into, into.length, offset);
const cMmap = libc('mmap', 'intptr_t', ['void *', 'size_t', 'int', 'int', 'int', 'long']);
/** @returns the beginning of a file as memory that stays until we end and must not be written to; undefined where it cannot be had so */
export const mapFile = (fd: number, length: number): Uint8Array | undefined => {
  const address = cMmap(null, length, PROT_READ, MAP_PRIVATE, fd, 0);
  return address === -1 ? undefined : program().view(address, length);
};
const PROT_READ = 1;
const MAP_PRIVATE = 2;
export const close = libc('close', 'int', ['int']);
/** Takes an array of struct pollfd, its length, a timeout in ms. @returns how many have something to tell, or -1 */
export const poll = libc('poll', 'int', ['void *', 'ulong', 'int']);
export const fcntl = libc('fcntl', 'int', ['int', 'int', 'long']);

const syscallGetdents = libc('syscall', 'long', ['long', 'int', 'void *', 'uint32']);
/** @returns bytes of struct linux_dirent64 written to `into`, 0 at the end, or -1 */
export const getdents64 = (fd: number, into: Uint8Array): number =>
  syscallGetdents(NUMBER.getdents64, fd, into, into.length);
const syscallStatx = libc('syscall', 'long', ['long', 'int', 'void *', 'int', 'uint32', 'void *']);
/** @param into 256 bytes for struct statx */
export const statx = (
  directory: number,
  path: Uint8Array,
  mask: number,
  into: Uint8Array,
): number => syscallStatx(NUMBER.statx, directory, path, 0, mask, into);

const syscall3 = libc('syscall', 'long', ['long', 'long', 'long', 'long']);
/** @param which 1: a task or thread @returns class << 13 | hints | level, or -1 */
export const ioprioGet = (which: number, who: number): number =>
  syscall3(NUMBER.ioprioGet, which, who, 0);
export const ioprioSet = (which: number, who: number, priority: number): number =>
  syscall3(NUMBER.ioprioSet, which, who, priority);
const cGetpriority = libc('getpriority', 'int', ['int', 'uint32']);
/** The nice value. -1 is both a value and a failure: `errno()` is 0 for the former only if it was cleared before. */
export const getpriority = (which: number, who: number): number => {
  program().clearErrno();
  return cGetpriority(which, who);
};
/** musl's own function of this name always fails: its threads are not what POSIX means. @param tid of a thread @returns SCHED_…, or -1 */
export const schedGetscheduler = (tid: number): number =>
  syscall3(NUMBER.schedGetscheduler, tid, 0, 0);

/** Linux 5.3. @param pid of a process @returns a descriptor that stands for it and never for another, or -1 */
export const pidfdOpen = (pid: number): number => syscall3(NUMBER.pidfdOpen, pid, 0, 0);
const syscall4 = libc('syscall', 'long', ['long', 'long', 'long', 'long', 'long']);
/** Linux 5.1. */
export const pidfdSendSignal = (pidfd: number, signal: number): number =>
  syscall4(NUMBER.pidfdSendSignal, pidfd, signal, 0, 0);

const cPrctl = libc('prctl', 'int', ['int', 'ulong', 'ulong', 'ulong', 'ulong']);
export const prctl = (option: number, value: number, third = 0): number =>
  cPrctl(option, value, third, 0, 0);
/** Takes struct __user_cap_header_struct (8 bytes) and two of struct __user_cap_data_struct (12 bytes each). Of this thread alone. */
export const capget = libc('capget', 'int', ['void *', 'void *']);
export const capset = libc('capset', 'int', ['void *', 'void *']);
const cGetgroups = libc('getgroups', 'int', ['int', 'void *']);
/** As the kernel has them; Node's `process.getgroups` adds the effective one. */
export const supplementaryGroups = (): Uint32Array => {
  const groups = new Uint8Array(4 * Math.max(0, cGetgroups(0, null)));
  cGetgroups(groups.length / 4, groups);
  return new Uint32Array(groups.buffer);
};
/**
 * Of all threads (nptl(7)). Node's own refuse where its libuv may use io_uring, as Debian's does: a ring whose thread was started before would keep
 * its rights (CVE-2024-22017). We start none; test/integration/cli/given-up-rights.test.ts reads the rights of every thread. @returns -1: refused
 */
export const setAllGroups = libc('setgroups', 'int', ['size_t', 'void *']);
export const setAllGroup = libc('setresgid', 'int', ['int', 'int', 'int']);
export const setAllUser = libc('setresuid', 'int', ['int', 'int', 'int']);
const syscallSetgroups = libc('syscall', 'long', ['long', 'size_t', 'void *']);
/** Of this thread alone: libc's own functions of these names change all threads. @param groups their numbers, 4 bytes each */
export const setThreadGroups = (groups: Uint32Array): number =>
  syscallSetgroups(NUMBER.setgroups, groups.length, new Uint8Array(groups.buffer));
export const setThreadUser = (uid: number): number => syscall3(NUMBER.setresuid, uid, uid, uid);
export const setThreadGroup = (gid: number): number => syscall3(NUMBER.setresgid, gid, gid, gid);

const cWaitpid = libc('waitpid', 'int', ['int', 'void *', 'int']);
/** @returns the child's id, 0 when it has not ended and WNOHANG was asked for, or -1 */
export const waitpid = (pid: number, options: number): number => cWaitpid(pid, null, options);

/** @returns the process group in the foreground of a terminal, or -1 where it is not the one that controls us */
export const tcgetpgrp = libc('tcgetpgrp', 'int', ['int']);
export const getpgrp = libc('getpgrp', 'int', []);
/** Takes a descriptor and room for struct termios. */
export const tcgetattr = libc('tcgetattr', 'int', ['int', 'void *']);

/** Ends the process, all its threads, at once: nothing that was to run at its end runs. */
export const exitAtOnce = libc('_exit', 'void', ['int']);

/** Takes a resource and struct rlimit: the soft and the hard limit, 8 bytes each. */
export const setrlimit = libc('setrlimit', 'int', ['int', 'void *']);

const cMallopt = libc('mallopt', 'int', ['int', 'int']);
/** Does nothing where the libc has no such thing, as musl. Source: mallopt(3). */
export const mallopt = (parameter: number, value: number): void => {
  try {
    cMallopt(parameter, value);
  } catch {
    // musl
  }
};

/**
 * The signals that may not reach this thread (on Linux the call is about one thread, with its libraries too). Takes how (0: these as well,
 * 2: these alone), a sigset_t of 128 bytes, and room for the mask as it was.
 */
export const sigprocmask = libc('sigprocmask', 'int', ['int', 'void *', 'void *']);

const syscallBpf = libc('syscall', 'long', ['long', 'long', 'void *', 'uint32']);
/** @param attribute union bpf_attr, as long as the kernel headers of the fields used say */
export const bpf = (command: number, attribute: Uint8Array): number =>
  syscallBpf(NUMBER.bpf, command, attribute, attribute.length);

const clockGettime = libc('clock_gettime', 'int', ['int', 'void *']);
const timespec = new Uint8Array(16);
const timespecView = new DataView(timespec.buffer);

/** Nanoseconds of a clock, exact up to 2^53 (104 days; then to 2 ns). @param clock 1 monotonic, 7 boot */
export const clockNanoseconds = (clock: number): number => {
  clockGettime(clock, timespec);
  const seconds = timespecView.getUint32(0, true) + timespecView.getUint32(4, true) * 2 ** 32;
  return seconds * 1e9 + timespecView.getUint32(8, true);
};
