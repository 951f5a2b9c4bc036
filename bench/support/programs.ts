/** The monitors that are compared: ours with each engine that works here, Debian's iotop-c, the newest iotop-c, and the floor below all. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ownTemporaryFolder } from '../../test/support/iotop/compile-c.ts';
import { type Command, IOTOP, IOTOP_PATH } from './cost.ts';
import { buildFloor } from './floor.ts';

export type Monitor =
  | {
      readonly kind: 'found';
      readonly name: string;
      readonly command: Command;
      /** The smallest delay it knows, in seconds: before 1.33, iotop-c cuts fractions off and then never sleeps. */
      readonly leastDelay: number;
      /** Refreshes until it does what it will always do: a just-in-time compiler needs more, and is seldom quite done. */
      readonly settle: number;
      /** So many times the refreshes that others are measured by, for what such a compiler still does comes in lumps. */
      readonly patience: number;
      /** What it can list. */
      readonly lists: 'both' | 'active';
      /** With more tasks a refresh takes it seconds. */
      readonly mostTasks: number;
    }
  | { readonly kind: 'absent'; readonly name: string; readonly reason: string };

const ENGINES = ['bpf', 'taskstats', 'procfs'] as const;

/** Every monitor, present or not, ours first. */
export const findMonitors = (): readonly Monitor[] => [
  ...ENGINES.map(ours),
  debiansIotopC(),
  newestIotopC(),
  floor(),
];

/** As most of them are. */
const USUAL = {
  kind: 'found',
  lists: 'both',
  settle: 2,
  patience: 1,
  mostTasks: Number.POSITIVE_INFINITY,
} as const;

const JUST_IN_TIME = { settle: 50, patience: 5 } as const;

const ours = (engine: (typeof ENGINES)[number]): Monitor => {
  const command: Command = [...IOTOP, '--engine', engine, '-b'];
  const name = `iotop (${engine})`;
  if (!existsSync(IOTOP_PATH)) return { kind: 'absent', name, reason: 'not built: npm run build' };
  const mostTasks = engine === 'procfs' ? 2500 : Number.POSITIVE_INFINITY;
  return tried({ ...USUAL, name, command, leastDelay: 0.1, ...JUST_IN_TIME, mostTasks });
};

const debiansIotopC = (): Monitor => {
  const version = answerOf(['iotop-c', '--version'])?.match(/[0-9.]+/)?.[0];
  if (version === undefined)
    return { kind: 'absent', name: 'iotop-c', reason: 'not installed (package iotop-c)' };
  const leastDelay = Number(version.split('.')[1]) < 33 ? 1 : 0.1;
  const name = `iotop-c ${version}`;
  return tried({ ...USUAL, name, command: ['iotop-c', '-b'], leastDelay });
};

const newestIotopC = (): Monitor => {
  const name = 'iotop-c 1.33';
  const folder = ownTemporaryFolder('iotop-bench');
  const fetch = join(import.meta.dirname, '../tools/fetch-iotop-c-1.33');
  const path = folder === undefined ? undefined : answerOf([fetch, folder])?.trim();
  if (path === undefined)
    return {
      kind: 'absent',
      name,
      reason: 'not to be had (bench/tools/fetch-iotop-c-1.33 says why)',
    };
  return tried({ ...USUAL, name, command: [path, '-b'], leastDelay: 0.1 });
};

/** No monitor: what the kernel takes to tell of all tasks. */
const floor = (): Monitor => {
  const name = 'C floor, told all';
  const built = buildFloor();
  if (built.kind === 'absent') return { kind: 'absent', name, reason: built.reason };
  if (answerOf([...built.command, '-n', '1']) === undefined)
    return { kind: 'absent', name, reason: 'the kernel does not take its program' };
  return { ...USUAL, name, command: built.command, leastDelay: 0, lists: 'active' };
};

/** A monitor is only compared if it makes a report: one that fails at once would win every benchmark. */
const tried = (monitor: Extract<Monitor, { kind: 'found' }>): Monitor => {
  const report = answerOf([...monitor.command, '-n', '1']);
  if (report?.includes('Total DISK READ') === true) return monitor;
  return { kind: 'absent', name: monitor.name, reason: 'makes no report here' };
};

/** What a command says on its standard output, `undefined` when it cannot be run or fails. */
const answerOf = ([program, ...args]: Command): string | undefined => {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 << 20,
    });
  } catch {
    return undefined;
  }
};
