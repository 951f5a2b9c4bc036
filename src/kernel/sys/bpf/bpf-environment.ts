/** Facts about this machine that decide whether and how BPF works; the engine draws the conclusions. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { defined } from '../../../lib/defined.ts';
import type { DelayAccounting } from '../../abi/proc/delay-accounting.ts';
import { effectiveCapabilities } from '../../abi/proc/process-status.ts';
import { ownBootClockOffset } from '../clock.ts';
import { mapFile, systemCallRefusal } from '../libc.ts';
import { type CgroupUse, cgroupUse } from '../proc/cgroup-use.ts';
import { delayAccounting, isInitPidNamespace, readText } from '../proc/kernel-facts.ts';

export type BpfEnvironment = {
  /** The kernel's description of its types, not to be written to; absent: CONFIG_DEBUG_INFO_BTF is off, or we may not read it. */
  readonly btf?: Uint8Array | undefined;
  /** Whether task ids mean to us what they mean to the kernel. */
  readonly initPidNamespace: boolean;
  /** Whether our boot clock's offset from the kernel's, on which BPF reports, is known. */
  readonly bootClock: 'known' | 'shifted';
  /** Bits of our effective capabilities; absent: unknown. */
  readonly capabilities?: bigint;
  /** Mode of the lockdown security module: none, integrity or confidentiality; absent: no such module. */
  readonly lockdown?: string;
  /** Which hierarchy of control groups is in use: one of version 1 where the tree of version 2 has only its root. */
  readonly cgroups: CgroupUse;
  /** Absent: the kernel keeps no delays. */
  readonly delayAccounting?: DelayAccounting;
};

export const readBpfEnvironment = (): BpfEnvironment => {
  const capabilities = effectiveCapabilities(readText('/proc/self/status') ?? '');
  const lockdown = /\[(\w+)\]/.exec(readText('/sys/kernel/security/lockdown') ?? '')?.[1];
  const delays = delayAccounting();
  return {
    initPidNamespace: isInitPidNamespace(),
    cgroups: cgroupUse(),
    bootClock: ownBootClockOffset() === undefined ? 'shifted' : 'known',
    ...defined({ capabilities, lockdown, delayAccounting: delays }),
    // Most starts know what they need of it (kept-until-boot.ts).
    get btf() {
      return readTypes('/sys/kernel/btf/vmlinux');
    },
  };
};

/**
 * A file that is absent or denied is an absent fact. From Linux 6.16 on it can be mapped, which takes no time; read, its 5 MB come in pages
 * of 4 KiB.
 */
const readTypes = (path: string): Uint8Array | undefined => {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const mapped = systemCallRefusal() === undefined && mapFile(fd, fstatSync(fd).size);
    return mapped || readFileSync(fd);
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
};
