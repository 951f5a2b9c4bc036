import { describe, expect, it } from 'vitest';
import type { BpfEnvironment } from '../../../src/kernel/sys/bpf/bpf-environment.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { UnavailableError } from '../../../src/lib/errors.ts';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { BpfEngine, type BpfHandles } from '../../../src/sampler/bpf/engine.ts';
import { openBpfEngine } from '../../../src/sampler/bpf/open.ts';
import { BtfBuilder } from '../../support/kernel/btf-builder.ts';
import { linux58 } from '../../support/kernel/kernel-shapes.ts';

const clock: Clock = { bootTime: () => nanoseconds(0), wallTime: () => milliseconds(0) };

/** A machine where everything is in place but what the test takes away. */
const machine = (without: Partial<BpfEnvironment>): BpfEnvironment => ({
  initPidNamespace: true,
  bootClock: 'known',
  capabilities: (1n << 38n) | (1n << 39n),
  btf: linux58().bytes,
  cgroups: { version: 2 },
  ...without,
});

const { btf: _, ...noBtf } = machine({});

const refusals: readonly (readonly [name: string, BpfEnvironment, RegExp, RegExp])[] = [
  ['another PID namespace', machine({ initPidNamespace: false }), /PID namespace/, /--pid=host/],
  [
    'a boot clock shifted by nobody knows how much',
    machine({ bootClock: 'shifted' }),
    /time namespace/,
    /unshare --fork/,
  ],
  ['no capabilities', machine({ capabilities: 0n }), /CAP_BPF and CAP_PERFMON/, /root/],
  ['one capability of two', machine({ capabilities: 1n << 39n }), /CAP_PERFMON/, /root/],
  ['no BTF', noBtf, /does not describe its types/, /CONFIG_DEBUG_INFO_BTF/],
  ['damaged BTF', machine({ btf: new Uint8Array(100) }), /cannot be read: BTF/, /^$/],
  ['a kernel without the iterator', machine({ btf: new BtfBuilder().bytes() }), /iterator/, /5\.8/],
];

it('says of its passes which tasks they ask, and where it is every task, why', () => {
  const passesOf = (ran: BpfHandles['ran']): string => {
    const handles = { everyTask: -1, ran, exits: -1, counts: -1, all: [] };
    return new BpfEngine(handles, [], clock, undefined).passes;
  };
  expect(passesOf({ program: -1, records: -1, marks: -1 })).toBe(
    'each pass asks only the tasks that ran',
  );
  expect(passesOf({ unavailable: 'BPF_PROG_LOAD iotop_ran: EINVAL' })).toBe(
    'each pass asks every task: BPF_PROG_LOAD iotop_ran: EINVAL',
  );
});

describe('the BPF engine is not opened', () => {
  for (const [name, environment, problem, remedy] of refusals) {
    it(`with ${name}, and says why and what helps`, () => {
      let thrown: unknown;
      try {
        openBpfEngine(environment, clock);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(UnavailableError);
      expect((thrown as UnavailableError).message).toMatch(problem);
      expect((thrown as UnavailableError).remedy).toMatch(remedy);
    });
  }
});
