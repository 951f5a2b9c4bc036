/** Facts of machines, for tests: one where everything is in place, changed where the test says so. */
import type { MachineFacts, WorkingEngine } from '../../../src/model/doctor/machine-facts.ts';

const BYTES = ['read', 'write', 'cancelledWrite', 'readChars', 'writeChars'];

export const workingEngine = (
  engine: WorkingEngine['engine'],
  changes: Partial<WorkingEngine> = {},
): WorkingEngine => ({
  kind: 'works',
  engine,
  gaps: [],
  known: new Set(engine === 'taskstats' ? BYTES : [...BYTES, 'readCalls', 'writeCalls', 'cgroup']),
  ...changes,
});

export const machineFacts = (changes: Partial<MachineFacts> = {}): MachineFacts => ({
  release: '6.18.44',
  architecture: 'x64',
  uid: 0,
  capabilities: ['CAP_NET_ADMIN', 'CAP_SYS_PTRACE', 'CAP_SYS_ADMIN', 'CAP_PERFMON', 'CAP_BPF'],
  initNamespaces: { user: true, pid: true, network: true },
  proc: {},
  ioAccounting: true,
  delayAccounting: 'on',
  pressure: true,
  engines: [workingEngine('bpf'), workingEngine('taskstats')],
  ...changes,
});

/** The same facts without those that may be unknown. */
export const withoutFacts = (
  facts: MachineFacts,
  ...names: readonly ('release' | 'capabilities' | 'proc' | 'delayAccounting')[]
): MachineFacts => {
  const left = { ...facts };
  for (const name of names) delete (left as Partial<Record<typeof name, unknown>>)[name];
  return left;
};
