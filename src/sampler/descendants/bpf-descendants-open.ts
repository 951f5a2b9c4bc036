/** Has the kernel tell us of a process's descendants, or says why it cannot. Wants what the BPF engine wants, which is asked first. */

import { type Btf, type BtfName, readBtf, typeId } from '../../kernel/abi/bpf/btf.ts';
import { memberOf } from '../../kernel/abi/bpf/btf-members.ts';
import { assemble } from '../../kernel/abi/bpf/programs/assemble.ts';
import {
  FAMILY_MAPS,
  type FamilyFields,
  noteFork,
  noteFree,
} from '../../kernel/abi/bpf/programs/descendants.ts';
import {
  ATTACH,
  closeDescriptor,
  createMap,
  loadProgram,
  openRawTracepoint,
} from '../../kernel/sys/bpf/bpf.ts';
import type { BpfEnvironment } from '../../kernel/sys/bpf/bpf-environment.ts';
import { SystemCallError, UnavailableError } from '../../lib/errors.ts';
import { Family } from './bpf-descendants.ts';

/**
 * From now on: children of `root` born earlier are not followed.
 * @param root the process whose children are the first members
 * @throws UnavailableError with the reason
 */
export const openFamily = (environment: BpfEnvironment, root: number): Family => {
  const { fields, fork, free } = kernelFacts(environment);
  const opened: number[] = [];
  const keep = (fd: number): number => {
    opened.unshift(fd);
    return fd;
  };
  const attach = (name: string, code: ReturnType<typeof noteFree>, attachTypeId: number): void => {
    const instructions = assemble(code, maps);
    const attachType = ATTACH.rawTracepoint;
    const program = keep(loadProgram({ name, instructions, attachType, attachTypeId }));
    keep(openRawTracepoint(program));
  };
  const maps = new Map<string, number>();
  try {
    for (const [name, shape] of Object.entries(FAMILY_MAPS)) maps.set(name, keep(createMap(shape)));
    attach('iotop_free', noteFree(fields), free);
    attach('iotop_fork', noteFork(fields, root), fork);
    return new Family({
      born: maps.get('born') as number,
      counts: maps.get('counts') as number,
      all: opened,
    });
  } catch (thrown) {
    for (const fd of opened) closeDescriptor(fd);
    if (!(thrown instanceof SystemCallError)) throw thrown;
    throw new UnavailableError(`the kernel refused our BPF program: ${thrown.message}`, '', {
      cause: thrown,
    });
  }
};

const FORK = 'btf_trace_sched_process_fork';
const FREE = 'btf_trace_sched_process_free';

const NAMES: readonly BtfName[] = [
  { kind: 'struct', name: 'task_struct' },
  { kind: 'typedef', name: FORK },
  { kind: 'typedef', name: FREE },
];

type KernelFacts = {
  readonly fields: FamilyFields;
  readonly fork: number;
  readonly free: number;
};

const kernelFacts = ({ btf: bytes }: BpfEnvironment): KernelFacts => {
  const facts = bytes === undefined ? undefined : factsOf(readBtf(bytes, NAMES));
  if (facts === undefined) {
    throw new UnavailableError('this kernel does not describe its forks to BPF programs', '');
  }
  return facts;
};

const factsOf = (btf: Btf): KernelFacts | undefined => {
  const offsetOf = (member: string): number | undefined => {
    const found = memberOf(btf, 'task_struct', member);
    return found === undefined ? undefined : found.bitOffset / 8;
  };
  const [tid, tgid] = [offsetOf('pid'), offsetOf('tgid')];
  const [startedAt, groupLeader] = [offsetOf('start_boottime'), offsetOf('group_leader')];
  const [fork, free] = [typeId(btf, 'typedef', FORK), typeId(btf, 'typedef', FREE)];
  if (tid === undefined || tgid === undefined) return undefined;
  if (startedAt === undefined || groupLeader === undefined) return undefined;
  return fork === undefined || free === undefined
    ? undefined
    : { fields: { tid, tgid, startedAt, groupLeader }, fork, free };
};
