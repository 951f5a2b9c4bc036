/**
 * `struct taskstats` of any version, laid out as a C compiler does from the declaration, without the table of offsets under test.
 *
 * Source: include/uapi/linux/taskstats.h of Linux 2.6.20 to 7.2.
 */

type Member = {
  readonly name: string;
  readonly size: number;
  /** Of the member alone: 8 where the declaration says so or the type has it. */
  readonly alignment: number;
};

const member = (name: string, size: number, alignment = size): Member => ({
  name,
  size,
  alignment,
});
const u64s = (...names: readonly string[]): readonly Member[] =>
  names.map((name) => member(name, 8));

/** A delay's count and total; version 15 put its maximum and minimum right behind them. */
const delay = (version: number, name: string): readonly Member[] => [
  ...u64s(`${name}_count`, `${name}_delay_total`),
  ...(version === 15 ? extremes(name) : []),
];
const extremes = (name: string): readonly Member[] =>
  u64s(`${name}_delay_max`, `${name}_delay_min`);

/** When the longest delay was: a struct of two s64. */
const momentOfMaximum = (name: string): readonly Member[] =>
  u64s(`${name}_delay_max_ts_sec`, `${name}_delay_max_ts_nsec`);

const DELAYS = ['cpu', 'blkio', 'swapin', 'freepages', 'thrashing', 'compact', 'wpcopy', 'irq'];

/** What each version added, in the order of the declaration. */
const ADDED: readonly (readonly [
  since: number,
  members: (version: number) => readonly Member[],
])[] = [
  [4, (version) => basic(version)],
  [5, () => u64s('nvcsw', 'nivcsw')],
  [6, () => u64s('ac_utimescaled', 'ac_stimescaled', 'cpu_scaled_run_real_total')],
  [7, (version) => delay(version, 'freepages')],
  [9, (version) => delay(version, 'thrashing')],
  [10, () => u64s('ac_btime64')],
  [11, (version) => delay(version, 'compact')],
  [12, () => [member('ac_tgid', 4), ...u64s('ac_tgetime', 'ac_exe_dev', 'ac_exe_inode')]],
  [13, (version) => delay(version, 'wpcopy')],
  [14, (version) => delay(version, 'irq')],
  [16, () => DELAYS.flatMap(extremes)],
  [17, () => DELAYS.flatMap(momentOfMaximum)],
  [18, () => u64s('of_the_future')],
];

const basic = (version: number): readonly Member[] => [
  member('version', 2),
  member('ac_exitcode', 4),
  member('ac_flag', 1),
  member('ac_nice', 1),
  ...delay(version, 'cpu'),
  ...delay(version, 'blkio'),
  ...delay(version, 'swapin'),
  ...u64s('cpu_run_real_total', 'cpu_run_virtual_total'),
  member('ac_comm', 32, 1),
  member('ac_sched', 1, 8),
  member('ac_pad', 3, 1),
  member('ac_uid', 4, 8),
  ...['ac_gid', 'ac_pid', 'ac_ppid', 'ac_btime'].map((name) => member(name, 4)),
  ...u64s('ac_etime', 'ac_utime', 'ac_stime', 'ac_minflt', 'ac_majflt'),
  ...u64s('coremem', 'virtmem', 'hiwater_rss', 'hiwater_vm'),
  ...u64s('read_char', 'write_char', 'read_syscalls', 'write_syscalls'),
  ...u64s('read_bytes', 'write_bytes', 'cancelled_write_bytes'),
];

type Values = Readonly<Record<string, number>>;

/** @param values by the kernel's names; what is not named is 0 */
export const taskstatsOf = (version: number, values: Values = {}, comm = 'task'): Uint8Array => {
  const bytes = new Uint8Array(1024);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [since, members] of ADDED) {
    if (since > version) continue;
    for (const { name, size, alignment } of members(version)) {
      at = roundUp(at, alignment);
      const value = name === 'version' ? version : (values[name] ?? 0);
      if (name === 'ac_comm') bytes.set(new TextEncoder().encode(comm), at);
      else for (let i = 0; i < size; i++) view.setUint8(at + i, byteOf(value, i));
      at += size;
    }
  }
  return bytes.subarray(0, roundUp(at, 8));
};

const roundUp = (at: number, alignment: number): number => Math.ceil(at / alignment) * alignment;

/** Byte `i` of a whole number up to 2^53, or of a small negative one. */
const byteOf = (value: number, i: number): number => Math.floor(value / 256 ** i) & 255;
