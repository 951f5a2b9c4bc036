/** What an engine lets iotop show: one row each, in the order they are printed. */
import type { Capability } from '../../sample/gap.ts';
import type { EngineName } from '../../sample/sample.ts';
import type { MachineFacts, ProbedField, WorkingEngine } from './machine-facts.ts';
import { type Check, delayAccounting, found, missing, type Outcome } from './requirements.ts';

/** Why an engine never knows a field, on any machine. */
const NEVER: { readonly [Field in ProbedField]?: Partial<Record<EngineName, string>> } = {
  readCalls: { taskstats: 'taskstats rounds the counts until they say nothing' },
  writeCalls: { taskstats: 'taskstats rounds the counts until they say nothing' },
  cgroup: {
    taskstats: 'taskstats does not tell it',
    procfs: 'it would take one more file of /proc a task',
  },
};

const knows =
  (...fields: readonly ProbedField[]) =>
  ({ engine, known }: WorkingEngine): Outcome => {
    const lacking = fields.find((field) => !known.has(field));
    if (lacking === undefined) return found();
    const never = NEVER[lacking]?.[engine];
    return never === undefined
      ? missing(`this kernel does not tell it to the ${engine} engine`)
      : missing(never, 'use the bpf engine');
  };

/** Whether the engine itself reports that it lacks this. */
const gapOf = ({ gaps }: WorkingEngine, what: Capability): Outcome | undefined => {
  for (const gap of gaps) {
    if (gap.kind === 'unavailable' && gap.what === what) return missing(gap.reason, gap.remedy);
  }
  return undefined;
};

/** What the engine itself says of how far this is to be trusted. */
const doubtOf = ({ gaps }: WorkingEngine, what: Capability): string | undefined =>
  gaps.flatMap((gap) => (gap.kind === 'doubtful' && gap.what === what ? gap.reason : []))[0];

const ioWait = (engine: WorkingEngine, facts: MachineFacts): Outcome => {
  const gap = gapOf(engine, 'io-wait');
  if (gap !== undefined) return gap;
  if (engine.engine === 'bpf') return found();
  const kept = delayAccounting(facts);
  const doubt = doubtOf(engine, 'io-wait');
  return kept.kind === 'found' && doubt !== undefined ? found(doubt) : kept;
};

const askedOfDisks = (engine: WorkingEngine): Outcome => {
  if (engine.engine !== 'bpf') return missing('only BPF programs see it', 'use the bpf engine');
  return (
    gapOf(engine, 'block') ??
    gapOf(engine, 'dirtiers') ??
    gapOf(engine, 'request-times') ??
    found(doubtOf(engine, 'block'))
  );
};

const cgroups = (engine: WorkingEngine): Outcome =>
  gapOf(engine, 'cgroup') ?? knows('cgroup')(engine);

const otherUsers = (engine: WorkingEngine, { proc }: MachineFacts): Outcome => {
  const gap = gapOf(engine, 'other-users') ?? gapOf(engine, 'hidden-tasks');
  if (gap !== undefined) return gap;
  const denied = engine.gaps.find(({ kind }) => kind === 'tasks-denied');
  if (denied?.kind === 'tasks-denied') {
    return missing(`${denied.count} tasks may not be read`, 'run iotop as root: sudo iotop');
  }
  if (engine.engine === 'bpf' || proc?.hides === undefined) return found();
  return missing(`/proc is mounted with ${proc.hides}`, 'run iotop as root: sudo iotop');
};

export const ABILITIES: readonly Check<[WorkingEngine, MachineFacts]>[] = [
  { id: 'read', title: 'Bytes read', weight: 'essential', check: knows('read') },
  { id: 'write', title: 'Bytes written', weight: 'essential', check: knows('write') },
  {
    id: 'cancelled',
    title: 'Writes cancelled',
    weight: 'essential',
    check: knows('cancelledWrite'),
  },
  {
    id: 'vfs',
    title: 'Bytes through read and write calls',
    weight: 'useful',
    check: knows('readChars', 'writeChars'),
  },
  {
    id: 'calls',
    title: 'Read and write calls',
    weight: 'useful',
    check: knows('readCalls', 'writeCalls'),
  },
  { id: 'io-wait', title: 'Time waiting for I/O', weight: 'essential', check: ioWait },
  {
    id: 'swap-wait',
    title: 'Time waiting for swap',
    weight: 'useful',
    check: (engine, facts) => gapOf(engine, 'swap-wait') ?? delayAccounting(facts),
  },
  {
    id: 'exits',
    title: 'Tasks that end between two looks',
    weight: 'essential',
    check: (engine) => gapOf(engine, 'exits') ?? found(),
  },
  {
    id: 'process-1',
    title: 'Process 1',
    weight: 'useful',
    hidden: 'those of process 1',
    check: (engine) => gapOf(engine, 'process-1') ?? found(),
  },
  { id: 'block', title: 'What tasks ask of the disks', weight: 'useful', check: askedOfDisks },
  { id: 'cgroup', title: 'Control groups', weight: 'useful', check: cgroups },
  { id: 'other-users', title: "Other users' tasks", weight: 'essential', check: otherUsers },
];
