/**
 * Settings of V8 and of the C library that save memory and CPU time. Their defaults suit programs that work all the time; iotop works
 * for milliseconds a second, for days. And whether V8 profiles us.
 */
import { setFlagsFromString } from 'node:v8';
import { mallopt } from '../libc.ts';

/** Parameters of mallopt(3). Source: malloc.h of glibc. */
const TRIM_THRESHOLD = -1;
const MMAP_THRESHOLD = -3;

/** glibc's own default, in bytes. Once set, glibc no longer raises it. */
const THRESHOLD = 128 * 1024;

/** For a monitor: to be called once, before anything large is read. Figures: bench/README.md, "How much memory". */
export const tuneMemory = (): void => {
  tuneMalloc();
  for (const flag of v8FlagsOf(process.versions.v8)) setFlagsFromString(flag);
};

/** For work that takes minutes and much memory: a smaller heap, at no cost in CPU. To be called once. */
export const keepHeapSmall = (): void => {
  tuneMalloc();
  if (v8FlagsOf(process.versions.v8).includes(GROW_BY_HALF)) setFlagsFromString(GROW_BY_HALF);
};

const tuneMalloc = (): void => {
  // Once a large block was freed (the kernel's types, 5 MB, read at start), glibc takes blocks as large from its heap and never gives
  // them back.
  mallopt(MMAP_THRESHOLD, THRESHOLD);
  mallopt(TRIM_THRESHOLD, THRESHOLD);
};

/**
 * Flags for one version of V8; none for a version that was not measured. V8 cannot be asked which flags it knows, and prints an error about
 * one that it does not.
 *
 * @param version such as 12.4.254.21-node.33
 */
export const v8FlagsOf = (version: string): readonly string[] => {
  const [release = ''] = /^\d+\.\d+(?=\.)/.exec(version) ?? [];
  return FLAGS_BY_RELEASE.get(release) ?? [];
};

/** Old objects are looked through when there are half as many more, not up to four times as many. */
const GROW_BY_HALF = '--heap-growing-percent=50';

/** V8 reads these each time it needs them, so they may be set while it runs. */
const HEAP_FLAGS = [
  // A young heap of 2 MB is cleaned in half a millisecond: waking other threads for it takes more.
  '--no-parallel-scavenge',
  // The half space of new objects doubles up to 16 MB as soon as many live on, as they do when ten thousand tasks are first seen;
  // it is never as full again.
  '--semi-space-growth-factor=1',
  GROW_BY_HALF,
] as const;

/** By major and minor version, which a line of Node keeps for life. Each was measured: docs/decisions/0012-v8-as-a-monitor.md. */
const FLAGS_BY_RELEASE = new Map<string, readonly string[]>([
  // Node 20. Fifteen times the usual before a function is compiled once more: what runs once a second has paid that back after minutes,
  // and in the first ten seconds it is half of all we cost.
  ['11.3', [...HEAP_FLAGS, '--interrupt-budget=1000000']],
  // Node 22, 24 and 26 wait longer of themselves: 3,000 calls; to make it more saves nothing.
  ['12.4', HEAP_FLAGS],
  ['13.6', HEAP_FLAGS],
  ['14.6', HEAP_FLAGS],
]);

/** Whether Node was started with one of its profilers, which live by SIGPROF and write what they found when Node ends in its own way. */
export const isProfiled = (): boolean =>
  [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((option) => option.includes('-prof'));
