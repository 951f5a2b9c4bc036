/** What iotop wants of a machine: one row each, in the order they are printed. */
import type { EngineName } from '../../sample/sample.ts';
import { areChargesTooHigh, chargesReason } from '../totals/write-charges.ts';
import type { MachineFacts } from './machine-facts.ts';

/** Found, or not: why, and what to type or to do ('' when nothing helps). */
export type Outcome =
  | { readonly kind: 'found'; readonly detail: string }
  | { readonly kind: 'missing'; readonly reason: string; readonly remedy: string };

/** One line of the diagnosis. */
export type Finding = {
  readonly id: string;
  readonly title: string;
  /** Essential: without it iotop's figures are not those of the whole machine. */
  readonly weight: 'essential' | 'useful';
  readonly outcome: Outcome;
  /** The tasks that are not seen where it is missing, as part of a sentence; absent: none, or the verdict says so anyway. */
  readonly hidden?: string;
};

/** How to come to a finding, given what it depends on. */
export type Check<Facts extends readonly unknown[]> = Omit<Finding, 'outcome'> & {
  readonly check: (...facts: Facts) => Outcome;
};

export const found = (detail = ''): Outcome => ({ kind: 'found', detail });
export const missing = (reason: string, remedy = ''): Outcome => ({
  kind: 'missing',
  reason,
  remedy,
});

const ON_THE_HOST = 'run iotop on the host itself, not in a container or namespace';

/** Delay accounting as it is found; the I/O wait of taskstats and everybody's swap wait need it. */
export const delayAccounting = ({ delayAccounting }: MachineFacts): Outcome => {
  if (delayAccounting === 'always') return found('always, before Linux 5.14');
  if (delayAccounting === 'on') return found('on; tasks started while it was off stay unknown');
  return delayAccounting === 'off'
    ? missing('kernel.task_delayacct is 0', 'sysctl kernel.task_delayacct=1, or iotop --delayacct')
    : missing(
        'this kernel keeps no delays: it is built without CONFIG_TASK_DELAY_ACCT, or was booted with nodelayacct',
      );
};

/** The engine's own words on why it is not to be had. */
const engineWorks =
  (name: EngineName) =>
  ({ engines }: MachineFacts): Outcome => {
    const engine = engines.find((one) => one.engine === name);
    if (engine === undefined) return missing('it was not tried');
    return engine.kind === 'works' ? found() : missing(engine.reason, engine.remedy);
  };

/** @param otherwise what it means to be in another */
const namespace =
  (name: keyof MachineFacts['initNamespaces'], otherwise: string) =>
  ({ initNamespaces }: MachineFacts): Outcome => {
    const isInit = initNamespaces[name];
    if (isInit === undefined) return missing('whether it is cannot be told');
    return isInit ? found() : missing(otherwise, ON_THE_HOST);
  };

const privileges = ({ uid, capabilities, initNamespaces }: MachineFacts): Outcome => {
  const who = `uid ${uid}`;
  if (initNamespaces.user === false) {
    return missing(`${who}, whose capabilities end at its user namespace`, ON_THE_HOST);
  }
  if (capabilities === undefined) return found(`${who}, capabilities unknown`);
  const has = (name: (typeof capabilities)[number]): boolean => capabilities.includes(name);
  const bpf = has('CAP_SYS_ADMIN') || (has('CAP_BPF') && has('CAP_PERFMON'));
  if (bpf || has('CAP_NET_ADMIN')) return found(`${who} with ${capabilities.join(', ')}`);
  return missing(
    `${who} has neither CAP_BPF and CAP_PERFMON nor CAP_NET_ADMIN`,
    'run iotop as root: sudo iotop',
  );
};

export const REQUIREMENTS: readonly Check<[MachineFacts]>[] = [
  {
    id: 'kernel',
    title: 'Linux',
    weight: 'useful',
    check: ({ release, architecture }) =>
      found(`${release ?? 'unknown release'} on ${architecture}`),
  },
  {
    id: 'system-calls',
    title: 'System calls',
    weight: 'essential',
    check: ({ systemCalls }) =>
      systemCalls === undefined ? found() : missing(systemCalls.reason, systemCalls.remedy),
  },
  {
    id: 'privileges',
    title: 'Privileges',
    weight: 'useful',
    check: privileges,
  },
  {
    id: 'user-namespace',
    title: 'Init user namespace',
    weight: 'useful',
    check: namespace('user', 'capabilities hold only within this one'),
  },
  {
    id: 'pid-namespace',
    title: 'Init PID namespace',
    weight: 'essential',
    check: namespace('pid', 'only the tasks of this one can be seen'),
  },
  {
    id: 'network-namespace',
    title: 'Init network namespace',
    weight: 'useful',
    check: namespace('network', 'taskstats tells the tasks that end to no other'),
  },
  {
    id: 'proc',
    title: '/proc',
    weight: 'essential',
    check: ({ proc }) =>
      proc === undefined ? missing('it is not mounted', 'mount -t proc proc /proc') : found(),
  },
  {
    id: 'proc-all',
    title: 'All tasks listed in /proc',
    weight: 'useful',
    check: ({ proc }) =>
      proc?.hides === undefined
        ? found()
        : missing(`/proc is mounted with ${proc.hides}`, 'run iotop as root: sudo iotop'),
  },
  {
    id: 'io-accounting',
    title: 'I/O accounting',
    weight: 'essential',
    check: ({ ioAccounting }) =>
      ioAccounting
        ? found()
        : missing('there is no /proc/self/io', 'use a kernel with CONFIG_TASK_IO_ACCOUNTING'),
  },
  { id: 'bpf', title: 'BPF and its permission', weight: 'useful', check: engineWorks('bpf') },
  {
    id: 'taskstats',
    title: 'Taskstats and its permission',
    weight: 'useful',
    check: engineWorks('taskstats'),
  },
  {
    id: 'delay-accounting',
    title: 'Delay accounting',
    weight: 'useful',
    check: delayAccounting,
  },
  {
    id: 'pressure',
    title: 'Pressure stall information',
    weight: 'useful',
    check: ({ pressure }) =>
      pressure
        ? found()
        : missing('there is no /proc/pressure/io', 'boot with psi=1 a kernel with CONFIG_PSI'),
  },
  {
    id: 'write-charges',
    title: 'Writes charged as they reach the disk',
    weight: 'useful',
    check: ({ writes }) =>
      writes !== undefined && areChargesTooHigh(writes)
        ? missing(chargesReason(writes, 'since boot'))
        : found(),
  },
];
