/** What this machine says about BPF before anything is tried. Facts only; what follows from them is decided by the engine. */
import { readFileSync, statSync } from 'node:fs';
import { defined } from '../../../lib/defined.ts';
import type { DelayAccounting } from '../../abi/proc/delay-accounting.ts';
import { type CgroupUse, cgroupUse } from '../proc/cgroup-use.ts';
import { delayAccounting } from '../proc/kernel-facts.ts';
import { ownBootClockOffset } from '../proc/time-namespace.ts';

export type BpfEnvironment = {
  /** The kernel's description of its types; absent: CONFIG_DEBUG_INFO_BTF is off, or we may not read it. */
  readonly btf?: Uint8Array;
  /** Whether task ids mean to us what they mean to the kernel. */
  readonly initPidNamespace: boolean;
  /** Whether moments of our boot clock can be told in the kernel's: what BPF says is on that one. */
  readonly bootClock: 'known' | 'shifted';
  /** Bits of our effective capabilities; absent: unknown. */
  readonly capabilities?: bigint;
  /** Mode of the lockdown security module: none, integrity or confidentiality; absent: no such module. */
  readonly lockdown?: string;
  /** Whether this kind of processor loads in the order a program is written in. */
  readonly loads: 'in-order' | 'in-any-order';
  /** Which control groups tell tasks apart here: `version-1` where the tree of version 2 has none but its root. */
  readonly cgroups: CgroupUse;
  /** Absent: the kernel keeps no delays. */
  readonly delayAccounting?: DelayAccounting;
};

export const readBpfEnvironment = (): BpfEnvironment => {
  const btf = contents('/sys/kernel/btf/vmlinux');
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec(text('/proc/self/status') ?? '')?.[1];
  const lockdown = /\[(\w+)\]/.exec(text('/sys/kernel/security/lockdown') ?? '')?.[1];
  const delays = delayAccounting();
  return {
    initPidNamespace:
      statSync('/proc/self/ns/pid', { throwIfNoEntry: false })?.ino === INIT_PID_NAMESPACE,
    cgroups: cgroupUse(),
    bootClock: ownBootClockOffset() === undefined ? 'shifted' : 'known',
    loads: process.arch === 'x64' ? 'in-order' : 'in-any-order',
    ...defined({ btf }),
    ...(capabilities !== undefined && { capabilities: BigInt(`0x${capabilities}`) }),
    ...defined({ lockdown, delayAccounting: delays }),
  };
};

/** The inode number the kernel reserves for it. Source: PROC_PID_INIT_INO, include/linux/proc_ns.h */
const INIT_PID_NAMESPACE = 0xeffffffc;

const text = (path: string): string | undefined => {
  const bytes = contents(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
};

/** A file that is not there or not for us is an absent fact. */
const contents = (path: string): Uint8Array | undefined => {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
};
