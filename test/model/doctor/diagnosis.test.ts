import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/model/doctor/diagnosis.ts';
import type { EngineFacts, MachineFacts } from '../../../src/model/doctor/machine-facts.ts';
import { REQUIREMENTS } from '../../../src/model/doctor/requirements.ts';
import type { Capability, Gap } from '../../../src/sample/gap.ts';
import { machineFacts, withoutFacts, workingEngine } from '../../support/machine/machine-facts.ts';

const noBpf: EngineFacts = {
  kind: 'unavailable',
  engine: 'bpf',
  reason: 'BPF needs two capabilities',
  remedy: 'run iotop as root',
};
const noTaskstats: EngineFacts = {
  kind: 'unavailable',
  engine: 'taskstats',
  reason: 'taskstats refuses to answer: EPERM',
  remedy: '',
};
const gap = (what: Capability): Gap => ({
  kind: 'unavailable',
  what,
  reason: `no ${what}`,
  remedy: `get ${what}`,
});

const DOUBT: Gap = { kind: 'doubtful', what: 'io-wait', reason: 'too long', remedy: 'use bpf' };

it('says so where tasks are charged for far more than reaches the disks, and complains of nothing less', () => {
  const GIB = 2 ** 30;
  const lacks = (reached: number) =>
    diagnose(machineFacts({ writes: { writtenBack: 9 * GIB, reached } })).requirements.filter(
      ({ outcome }) => outcome.kind === 'missing',
    );
  expect(lacks(GIB)).toMatchObject([
    { id: 'write-charges', weight: 'useful', outcome: { reason: expect.stringContaining('9216') } },
  ]);
  expect(lacks(8 * GIB)).toEqual([]);
});

/** A machine without one thing: which requirement says so, in which words, and what of it is essential. */
const lacks: readonly {
  readonly name: string;
  readonly facts: MachineFacts;
  readonly requirement: string;
  readonly reason: RegExp;
  readonly remedy: RegExp;
  readonly missing: readonly string[];
}[] = [
  {
    name: 'an ordinary user',
    facts: machineFacts({ uid: 1000, capabilities: [] }),
    requirement: 'privileges',
    reason: /uid 1000 has neither CAP_BPF and CAP_PERFMON nor CAP_NET_ADMIN/,
    remedy: /sudo iotop/,
    missing: [],
  },
  {
    name: 'root of another user namespace',
    facts: machineFacts({ initNamespaces: { user: false, pid: true } }),
    requirement: 'privileges',
    reason: /end at its user namespace/,
    remedy: /on the host/,
    missing: [],
  },
  {
    name: 'another user namespace',
    facts: machineFacts({ initNamespaces: { user: false, pid: true } }),
    requirement: 'user-namespace',
    reason: /only within this one/,
    remedy: /on the host/,
    missing: [],
  },
  {
    name: 'another PID namespace',
    facts: machineFacts({ initNamespaces: { user: true, pid: false } }),
    requirement: 'pid-namespace',
    reason: /only the tasks of this one/,
    remedy: /on the host/,
    missing: ['Init PID namespace'],
  },
  {
    name: 'another network namespace',
    facts: machineFacts({ initNamespaces: { user: true, pid: true, network: false } }),
    requirement: 'network-namespace',
    reason: /taskstats/,
    remedy: /on the host/,
    missing: [],
  },
  {
    name: 'no way to tell the network namespace',
    facts: machineFacts({ initNamespaces: { user: true, pid: true } }),
    requirement: 'network-namespace',
    reason: /cannot be told/,
    remedy: /^$/,
    missing: [],
  },
  {
    name: 'no package koffi',
    facts: machineFacts({ systemCalls: { reason: 'koffi is missing', remedy: 'npm ci' } }),
    requirement: 'system-calls',
    reason: /koffi is missing/,
    remedy: /npm ci/,
    missing: ['System calls'],
  },
  {
    name: 'no /proc',
    facts: withoutFacts(machineFacts(), 'proc'),
    requirement: 'proc',
    reason: /not mounted/,
    remedy: /mount -t proc/,
    missing: ['/proc'],
  },
  {
    name: 'a /proc that hides',
    facts: machineFacts({ proc: { hides: 'hidepid=invisible' } }),
    requirement: 'proc-all',
    reason: /hidepid=invisible/,
    remedy: /root/,
    missing: [],
  },
  {
    name: 'no I/O accounting',
    facts: machineFacts({ ioAccounting: false }),
    requirement: 'io-accounting',
    reason: /\/proc\/self\/io/,
    remedy: /CONFIG_TASK_IO_ACCOUNTING/,
    missing: ['I/O accounting'],
  },
  {
    name: 'no BPF but taskstats',
    facts: machineFacts({ engines: [noBpf, workingEngine('taskstats')] }),
    requirement: 'bpf',
    reason: /two capabilities/,
    remedy: /run iotop as root/,
    missing: [],
  },
  {
    name: 'no taskstats but BPF',
    facts: machineFacts({ engines: [workingEngine('bpf'), noTaskstats] }),
    requirement: 'taskstats',
    reason: /EPERM/,
    remedy: /^$/,
    missing: [],
  },
  {
    name: 'delay accounting off',
    facts: machineFacts({ delayAccounting: 'off' }),
    requirement: 'delay-accounting',
    reason: /kernel.task_delayacct is 0/,
    remedy: /sysctl kernel.task_delayacct=1/,
    missing: [],
  },
  {
    name: 'a kernel that keeps no delays',
    facts: withoutFacts(machineFacts(), 'delayAccounting'),
    requirement: 'delay-accounting',
    reason: /CONFIG_TASK_DELAY_ACCT, or was booted with nodelayacct/,
    remedy: /^$/,
    missing: [],
  },
  {
    name: 'no pressure stall information',
    facts: machineFacts({ pressure: false }),
    requirement: 'pressure',
    reason: /\/proc\/pressure\/io/,
    remedy: /psi=1/,
    missing: [],
  },
];

describe('the diagnosis', () => {
  it('of a machine that has everything finds everything and misses nothing', () => {
    const { requirements, engines, chosen, missing } = diagnose(machineFacts());
    const outcomes = [...requirements, ...(engines[0]?.abilities ?? [])];
    expect(outcomes.filter(({ outcome }) => outcome.kind === 'missing')).toEqual([]);
    expect(chosen).toBe('bpf');
    expect(missing).toEqual([]);
  });

  for (const { name, facts, requirement, reason, remedy, missing } of lacks) {
    it(`with ${name} names what is missing, why, and what to do`, () => {
      const diagnosis = diagnose(facts);
      const finding = diagnosis.requirements.find(({ id }) => id === requirement);
      expect(finding?.outcome).toEqual({
        kind: 'missing',
        reason: expect.stringMatching(reason),
        remedy: expect.stringMatching(remedy),
      });
      expect(diagnosis.missing).toEqual(missing);
    });
  }

  it('misses an engine when none works, and each says why', () => {
    const { engines, chosen, missing } = diagnose(machineFacts({ engines: [noBpf, noTaskstats] }));
    expect(chosen).toBeUndefined();
    expect(missing).toEqual(['An engine that works']);
    expect(engines.map(({ outcome }) => outcome)).toMatchObject([
      { kind: 'missing', reason: noBpf.reason, remedy: noBpf.remedy },
      { kind: 'missing', reason: noTaskstats.reason, remedy: '' },
    ]);
  });

  it('says of an engine that works which tasks its passes ask, where it says so', () => {
    const passes = 'each pass asks every task: no functions';
    const engines = [workingEngine('bpf', { passes }), workingEngine('taskstats')];
    expect(diagnose(machineFacts({ engines })).engines.map(({ outcome }) => outcome)).toEqual([
      { kind: 'found', detail: passes },
      { kind: 'found', detail: '' },
    ]);
  });

  it('names the tasks that the engine chosen does not see, and no other engine’s', () => {
    const blind = workingEngine('bpf', { gaps: [gap('process-1')] });
    const seeing = workingEngine('taskstats');
    const hiddenOf = (...engines: readonly EngineFacts[]) =>
      diagnose(machineFacts({ engines })).hidden;
    expect(hiddenOf(blind, seeing)).toEqual(['those of process 1']);
    expect(hiddenOf(seeing, blind)).toEqual([]);
  });

  it('knows of every requirement its own id', () => {
    const ids = REQUIREMENTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** What the first engine of these facts does not show, by id. */
const lackingOf = (facts: MachineFacts): readonly string[] =>
  (diagnose(facts).engines[0]?.abilities ?? [])
    .filter(({ outcome }) => outcome.kind === 'missing')
    .map(({ id }) => id);

const bpfOnly = (...gaps: readonly Gap[]): MachineFacts =>
  machineFacts({ engines: [workingEngine('bpf', { gaps })] });
const taskstatsOnly = (changes: Partial<MachineFacts> = {}): MachineFacts =>
  machineFacts({ engines: [workingEngine('taskstats')], ...changes });

describe('what an engine shows', () => {
  const cases: readonly (readonly [string, MachineFacts, readonly string[], readonly string[]])[] =
    [
      [
        'is all but call counts and cgroups with taskstats',
        taskstatsOnly(),
        ['calls', 'block', 'cgroup'],
        [],
      ],
      [
        'includes no waits with taskstats while delay accounting is off',
        taskstatsOnly({ delayAccounting: 'off' }),
        ['calls', 'io-wait', 'swap-wait', 'block', 'cgroup'],
        ['Time waiting for I/O'],
      ],
      [
        'includes the I/O wait with BPF while delay accounting is off',
        machineFacts({ delayAccounting: 'off' }),
        ['swap-wait'],
        [],
      ],
      [
        'does not include control groups where the engine says they tell nothing',
        bpfOnly(gap('cgroup')),
        ['cgroup'],
        [],
      ],
      [
        'does not include what tasks ask of the disks where not even the dirtiers are known',
        bpfOnly(gap('dirtiers')),
        ['block'],
        [],
      ],
      [
        'includes what tasks ask of the disks where that is doubted',
        bpfOnly({ kind: 'doubtful', what: 'block', reason: 'but for some', remedy: '' }),
        [],
        [],
      ],
      [
        'includes waits that are doubted: they are there',
        machineFacts({ engines: [workingEngine('taskstats', { gaps: [DOUBT] })] }),
        ['calls', 'block', 'cgroup'],
        [],
      ],
      [
        'includes what it says it lacks in no case',
        bpfOnly(gap('exits'), gap('io-wait'), gap('swap-wait'), gap('other-users')),
        ['io-wait', 'swap-wait', 'exits', 'other-users'],
        ['Time waiting for I/O', 'Tasks that end between two looks', "Other users' tasks"],
      ],
      [
        "does not include other users' tasks when some were denied",
        bpfOnly({ kind: 'tasks-denied', count: 3 }),
        ['other-users'],
        ["Other users' tasks"],
      ],
      [
        "does not include others' tasks with taskstats when /proc hides them",
        taskstatsOnly({ proc: { hides: 'hidepid=2' } }),
        ['calls', 'block', 'cgroup', 'other-users'],
        ["Other users' tasks"],
      ],
      [
        'is what it was seen to know, no more',
        machineFacts({ engines: [workingEngine('bpf', { known: new Set(['read', 'write']) })] }),
        ['cancelled', 'vfs', 'calls', 'cgroup'],
        ['Writes cancelled'],
      ],
    ];
  for (const [name, facts, lacking, missing] of cases) {
    it(name, () => {
      expect(lackingOf(facts)).toEqual(lacking);
      expect(diagnose(facts).missing).toEqual(missing);
    });
  }
});
