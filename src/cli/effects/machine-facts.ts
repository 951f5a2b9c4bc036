/** Finds out what this machine gives iotop: reads small files of /proc and tries each engine once. Leaves nothing open. */
import { existsSync } from 'node:fs';
import { CAP, hasCapability } from '../../kernel/abi/proc/process-status.ts';
import { type BpfEnvironment, readBpfEnvironment } from '../../kernel/sys/bpf/bpf-environment.ts';
import { systemCallRefusal } from '../../kernel/sys/libc.ts';
import {
  isInitNetworkNamespace,
  isInitUserNamespace,
  readText,
} from '../../kernel/sys/proc/kernel-facts.ts';
import { defined } from '../../lib/defined.ts';
import type { KnownCapability, MachineFacts } from '../../model/doctor/machine-facts.ts';
import { reachedBytes, type WriteSums } from '../../model/totals/write-charges.ts';
import { SystemReader } from '../../sampler/live/system.ts';
import { ENGINES } from '../../sampler/open-engine.ts';
import { probeEngine } from '../../sampler/probe-engine.ts';
import { hides } from '../../sampler/procfs/gaps.ts';
import { readProcRights } from '../../sampler/procfs/rights.ts';

/** @throws what an engine throws that is neither a refusal nor a lack: a defect */
export const readMachineFacts = (): MachineFacts => {
  const who = { architecture: process.arch, uid: process.geteuid?.() ?? 0 };
  return existsSync('/proc/self/status')
    ? { ...who, ...factsOf(readBpfEnvironment()) }
    : { ...who, ...WITHOUT_PROC };
};

type FactsOfProc = Omit<MachineFacts, 'architecture' | 'uid'>;

const factsOf = ({
  delayAccounting,
  initPidNamespace,
  capabilities,
}: BpfEnvironment): FactsOfProc => {
  const refusal = systemCallRefusal();
  return defined({
    release: readText('/proc/sys/kernel/osrelease')?.trim(),
    capabilities: capabilities === undefined ? undefined : namesOf(capabilities),
    initNamespaces: defined({
      user: isInitUserNamespace(),
      pid: initPidNamespace,
      network: isInitNetworkNamespace(),
    }),
    proc: defined({ hides: hidingOption() }),
    ioAccounting: existsSync('/proc/self/io'),
    delayAccounting,
    pressure: existsSync('/proc/pressure/io'),
    writes: refusal === undefined ? writesSinceBoot() : undefined,
    systemCalls: refusal && { reason: refusal.problem, remedy: refusal.remedy },
    engines:
      refusal === undefined
        ? ENGINES.map((opener) => probeEngine(opener, process.pid))
        : noEngine('no system call can be made, see above'),
  });
};

/** For one reason no engine was tried. */
const noEngine = (reason: string, remedy = ''): MachineFacts['engines'] =>
  ENGINES.map(({ name }) => ({ kind: 'unavailable', engine: name, reason, remedy }));

const writesSinceBoot = (): WriteSums | undefined => {
  const reader = new SystemReader('skip');
  const { vmstat, devices } = reader.read();
  reader.close();
  if (vmstat.writtenBack === undefined || devices === undefined) return undefined;
  const written = devices.map(({ kind, counters }) => ({ kind, ...counters }));
  return { writtenBack: vmstat.writtenBack, reached: reachedBytes(written) };
};

/** Nothing works without it, so nothing else is asked. */
const WITHOUT_PROC: FactsOfProc = {
  initNamespaces: {},
  ioAccounting: false,
  pressure: false,
  engines: noEngine('/proc is not mounted', 'mount -t proc proc /proc'),
};

const CAPABILITIES = [
  [CAP.netAdmin, 'CAP_NET_ADMIN'],
  [CAP.sysPtrace, 'CAP_SYS_PTRACE'],
  [CAP.sysAdmin, 'CAP_SYS_ADMIN'],
  [CAP.perfmon, 'CAP_PERFMON'],
  [CAP.bpf, 'CAP_BPF'],
] as const satisfies readonly (readonly [bit: number, name: KnownCapability])[];

const namesOf = (bits: bigint): readonly KnownCapability[] =>
  CAPABILITIES.filter(([bit]) => hasCapability(bits, bit)).map(([, name]) => name);

/** The mount option of /proc that keeps others' tasks from us; undefined: there is none. */
const hidingOption = (): string | undefined => {
  const rights = readProcRights();
  const { hidePid } = rights;
  return hidePid !== undefined && hides(hidePid, rights) ? `hidepid=${hidePid.mode}` : undefined;
};
