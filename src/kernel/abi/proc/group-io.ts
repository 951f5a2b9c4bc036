/**
 * What the files of a control group say of its I/O: its own count by device, and its limits.
 *
 * Sources: Documentation/admin-guide/cgroup-v2.rst, "IO Interface Files" (`io.stat`, `io.max`); cgroup-v1/blkio-controller.rst (`blkio.throttle.*`).
 */
import { type Bytes, bytes } from '../../../lib/units.ts';

/** Since the group was made, of all groups in it too. */
export type GroupBytes = {
  /** `major:minor` */
  readonly device: string;
  readonly read: Bytes;
  readonly written: Bytes;
};

/** As io.max calls them: bytes and requests a second, of reads and writes. */
export const LIMITS = ['rbps', 'wbps', 'riops', 'wiops'] as const;
type Limit = (typeof LIMITS)[number];

export type GroupLimit = {
  readonly device: string;
  readonly limit: Limit;
  /** A second. */
  readonly most: number;
};

/** `254:0 rbytes=1024 wbytes=0 rios=1 …`: devices that nothing was asked of have no figures. */
export const ioStatOf = (text: string): readonly GroupBytes[] =>
  linesOf(text).flatMap(({ device, words }) => {
    const [read, written] = [numberIn(words, 'rbytes='), numberIn(words, 'wbytes=')];
    return read === undefined || written === undefined
      ? []
      : [{ device, read: bytes(read), written: bytes(written) }];
  });

/** Of version 1, `blkio.throttle.io_service_bytes`: `254:0 Read 1024`, a line for each way; without a device the sum of all. */
export const serviceBytesOf = (text: string): readonly GroupBytes[] => {
  const found = new Map<string, { device: string; read: Bytes; written: Bytes }>();
  for (const { device, words } of linesOf(text)) {
    const [way = '', digits = ''] = words;
    const each = found.get(device) ?? { device, read: bytes(0), written: bytes(0) };
    if (way === 'Read') each.read = bytes(Number(digits));
    if (way === 'Write') each.written = bytes(Number(digits));
    found.set(device, each);
  }
  return [...found.values()];
};

/** `254:0 rbps=max wbps=10485760 riops=max wiops=max`. */
export const ioMaxOf = (text: string): readonly GroupLimit[] =>
  linesOf(text).flatMap(({ device, words }) =>
    LIMITS.flatMap((limit) => {
      const most = numberIn(words, `${limit}=`);
      return most === undefined ? [] : [{ device, limit, most }];
    }),
  );

/** Of version 1, a file for each: `254:0 10485760`. */
export const throttleOf = (text: string, limit: Limit): readonly GroupLimit[] =>
  linesOf(text).flatMap(({ device, words: [digits = ''] }) =>
    DIGITS.test(digits) ? [{ device, limit, most: Number(digits) }] : [],
  );

const linesOf = (
  text: string,
): readonly { readonly device: string; readonly words: readonly string[] }[] =>
  text.split('\n').flatMap((line) => {
    const [device = '', ...words] = line.split(' ');
    return DEVICE.test(device) ? [{ device, words }] : [];
  });

const DEVICE = /^\d{1,10}:\d{1,10}$/;
const DIGITS = /^\d{1,20}$/;

/** @param name with its sign of equality @returns undefined: it is not there, or no number (`max`) */
const numberIn = (words: readonly string[], name: string): number | undefined => {
  const digits = words.find((word) => word.startsWith(name))?.slice(name.length) ?? '';
  return DIGITS.test(digits) ? Number(digits) : undefined;
};
