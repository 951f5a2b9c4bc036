/**
 * How much memory this process keeps that it does not use. Both of its allocators are generous by default: for a program that
 * runs for days beside others, that is the wrong way round.
 */
import { setFlagsFromString } from 'node:v8';
import { mallopt } from './libc.ts';

/** Parameters of mallopt(3). Source: malloc.h of glibc. */
const TRIM_THRESHOLD = -1;
const MMAP_THRESHOLD = -3;

const KEPT = 128 * 1024;

/**
 * Asked for once, before anything large is read. At 12,000 tasks it takes 16 MB off a list of all of them.
 *
 * glibc: once a large block was freed (the kernel's types, 5 MB, read at start), others as large come from the heap and are
 * never given back; fixed, the threshold stays where it is. V8: new objects' half space doubles up to 16 MB, three times over, as
 * soon as many live on, as they do when ten thousand tasks are first seen; then it is never filled again. And the old are looked
 * through when there are half as many more, rather than up to four times as many.
 */
export const keepMemorySmall = (): void => {
  mallopt(MMAP_THRESHOLD, KEPT);
  mallopt(TRIM_THRESHOLD, KEPT);
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
};
