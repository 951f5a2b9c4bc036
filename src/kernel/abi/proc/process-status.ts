/**
 * /proc/PID/status: the rights of a process, and the process that a thread belongs to.
 *
 * Source: fs/proc/array.c; Documentation/filesystems/proc.rst, table 1-2.
 */

/** Capability bits of include/uapi/linux/capability.h. */
export const CAP = {
  chown: 0,
  dacOverride: 1,
  dacReadSearch: 2,
  fowner: 3,
  kill: 5,
  setgid: 6,
  setuid: 7,
  netAdmin: 12,
  sysPtrace: 19,
  sysAdmin: 21,
  sysNice: 23,
  perfmon: 38,
  bpf: 39,
} as const;
export type CapabilityBit = (typeof CAP)[keyof typeof CAP];

/** The effective capabilities, a bit each; undefined when the line is missing. */
export const effectiveCapabilities = (text: string): bigint | undefined => {
  const digits = /^CapEff:\s*([0-9a-f]+)$/m.exec(text)?.[1];
  return digits === undefined ? undefined : BigInt(`0x${digits}`);
};

export const hasCapability = (capabilities: bigint, bit: CapabilityBit): boolean =>
  ((capabilities >> BigInt(bit)) & 1n) === 1n;

/** The process a task belongs to; undefined when the line is missing. */
export const threadGroupOf = (text: string): number | undefined => {
  const digits = /^Tgid:\s*(\d+)$/m.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** The real user id; undefined when the line is missing. */
export const realUserOf = (text: string): number | undefined => {
  const digits = /^Uid:\s*(\d+)/m.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** The effective capabilities, and the group used for access to files with the supplementary ones. A missing line counts as empty: no right is assumed. */
export const processRights = (
  text: string,
): { readonly has: (capability: CapabilityBit) => boolean; readonly groups: readonly number[] } => {
  const effective = effectiveCapabilities(text) ?? 0n;
  const fileSystemGroup = /^Gid:(?:\s+\d+){3}\s+(\d+)$/m.exec(text)?.[1];
  const supplementary = /^Groups:[\t ]*([\d ]*)$/m.exec(text)?.[1]?.trim() ?? '';
  const groups = `${fileSystemGroup ?? ''} ${supplementary}`.trim();
  return {
    has: (capability) => hasCapability(effective, capability),
    groups: groups === '' ? [] : groups.split(/ +/).map(Number),
  };
};
