/**
 * What does one refresh cost, beside iotop-c, at 300 to 24,000 sleeping tasks?
 *
 *   node scripts/run-ts.mjs bench/refresh.ts [--quick] [--tasks 300,2000] [--rounds 2] [--refreshes 30] [--only TEXT,TEXT]
 *
 * The monitors take turns, round by round, so that a machine that slows down slows all of them. Each runs as a user runs
 * it, in batch with its output thrown away, once listing only active tasks (-o) and once listing all. --quick is for CI:
 * it shows that the benchmark still works, not what anything costs. Last comes one table of cost against tasks.
 */

import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildLoad, makeDiskFolder, startLoad } from '../test/support/load/load.ts';
import { againstTasks, type CostAt } from './support/against-tasks.ts';
import {
  type Command,
  callsOfRefresh,
  costOfRefresh,
  type Plan,
  type RefreshCost,
} from './support/cost.ts';
import { countTasks, machineFacts } from './support/machine.ts';
import { findMonitors, type Monitor } from './support/programs.ts';
import { textTable } from './support/table.ts';

type Found = Extract<Monitor, { kind: 'found' }>;
type Settings = {
  readonly tasks: readonly number[];
  readonly rounds: number;
  readonly refreshes: number;
  /** Refreshes before those measured, at most. */
  readonly settle: number;
  /** Seconds that the refreshes measured may take. */
  readonly limit: number;
  readonly views: readonly View[];
};

/** Which tasks a monitor lists. */
type View = { readonly name: 'active' | 'all'; readonly options: readonly string[] };

const ACTIVE: View = { name: 'active', options: ['-o'] };
const ALL: View = { name: 'all', options: [] };

/** Seconds between refreshes, where the monitor can do that. */
const DELAY = 0.1;

/** Calls a task are the same with more tasks, and counting them takes much longer than measuring. */
const MOST_TASKS_TRACED = 2500;

const TITLES = ['monitor', 'lists', 'CPU min', 'median', 'per task', 'calls/task', 'RSS', 'start'];

/** What is asked for where the command line says nothing. */
const FULL = { tasks: '300,2000,12000,24000', rounds: '2', refreshes: '30', settle: 50, limit: 3 };
const QUICK = { tasks: '300', rounds: '1', refreshes: '2', settle: 1, limit: 1 };

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      tasks: { type: 'string' },
      rounds: { type: 'string' },
      refreshes: { type: 'string' },
      only: { type: 'string', default: '' },
    },
  });
  const usual = values.quick ? QUICK : FULL;
  const settings: Settings = {
    tasks: (values.tasks ?? usual.tasks).split(',').map(countOf),
    rounds: countOf(values.rounds ?? usual.rounds),
    refreshes: countOf(values.refreshes ?? usual.refreshes),
    settle: usual.settle,
    limit: usual.limit,
    views: values.quick ? [ACTIVE] : [ACTIVE, ALL],
  };
  console.log(`${machineFacts().join('\n')}\n`);
  const monitors = presentMonitors(values.only);
  const costs: CostAt[] = [];
  for (const count of settings.tasks) costs.push(...(await compareAt(count, monitors, settings)));
  console.log(`\nCost against sleeping tasks:\n${againstTasks(costs)}`);
};

const countOf = (text: string): number => {
  if (!/^[1-9][0-9]*$/.test(text)) throw new Error(`not a count: ${text}`);
  return Number(text);
};

/** Those whose name contains a part of `text`, which commas divide. Says which of them this machine lacks. */
const presentMonitors = (text: string): readonly Found[] => {
  const parts = text.split(',');
  const wanted = findMonitors().filter(({ name }) => parts.some((part) => name.includes(part)));
  for (const monitor of wanted)
    if (monitor.kind === 'absent') console.log(`without ${monitor.name}: ${monitor.reason}`);
  return wanted.filter((monitor): monitor is Found => monitor.kind === 'found');
};

/** Prints one table: every monitor and view at one number of sleeping tasks. */
const compareAt = async (
  sleepers: number,
  monitors: readonly Found[],
  settings: Settings,
): Promise<readonly CostAt[]> => {
  const program = buildLoad();
  if (program.kind === 'absent') throw new Error(`no load: ${program.reason}`);
  const folder = makeDiskFolder();
  const load = await startLoad(program.path, ['sleep', sleepers], folder);
  try {
    const tasks = countTasks();
    console.log(`\n${sleepers} sleeping tasks (${tasks} in all), each refresh:`);
    const measured = measureAll(monitors, tasks, settings);
    console.log(
      textTable(
        TITLES,
        measured.map((each) => rowOf(each, tasks)),
      ),
    );
    return measured.map(({ monitor, view, costs }) => ({
      sleepers,
      name: [monitor.name, ...(monitor.lists === 'both' ? [view.name] : [])].join(', '),
      cpuMicros: leastOf(costs),
    }));
  } finally {
    await load.end();
    rmSync(folder, { recursive: true });
  }
};

type Case = { readonly monitor: Found; readonly view: View };
type Measured = Case & {
  readonly costs: readonly RefreshCost[];
  /** Calls a task, as text. */
  readonly calls: string;
};

const measureAll = (
  monitors: readonly Found[],
  tasks: number,
  settings: Settings,
): readonly Measured[] => {
  const cases = settings.views.flatMap((view) =>
    monitors
      .filter((monitor) => doesList(monitor, view, tasks))
      .map((monitor) => ({ monitor, view })),
  );
  const costs = cases.map((): RefreshCost[] => []);
  for (let round = 0; round < settings.rounds; round++)
    cases.forEach((each, i) => {
      costs[i]?.push(costOfRefresh(commandOf(each), planFor(each.monitor, settings)));
    });
  return cases.map((each, i) => ({
    ...each,
    costs: costs[i] ?? [],
    calls: callsOf(each, tasks, settings),
  }));
};

const doesList = (monitor: Found, view: View, tasks: number): boolean =>
  tasks <= monitor.mostTasks && (view.name === 'active' || monitor.lists === 'both');

/** The floor lists nothing and takes no options for it. */
const commandOf = ({ monitor, view }: Case): Command =>
  monitor.lists === 'both' ? [...monitor.command, ...view.options] : monitor.command;

const planFor = (monitor: Found, { settle, refreshes, limit }: Settings): Plan => ({
  delay: Math.max(DELAY, monitor.leastDelay),
  settle: Math.min(settle, monitor.settle),
  refreshes: refreshes * monitor.patience,
  limit: limit * monitor.patience,
});

const callsOf = (each: Case, tasks: number, settings: Settings): string => {
  if (tasks > MOST_TASKS_TRACED || each.view.name !== 'active') return '';
  const calls = callsOfRefresh(commandOf(each), planFor(each.monitor, settings));
  return calls === undefined ? 'no strace' : (calls / tasks).toFixed(2);
};

const rowOf = ({ monitor, view, costs, calls }: Measured, tasks: number): readonly string[] => {
  const median = medianOf(costs.map((cost) => cost.cpuMicros));
  return [
    monitor.name,
    view.name,
    `${(leastOf(costs) / 1000).toFixed(2)} ms`,
    `${(median / 1000).toFixed(2)} ms`,
    `${(median / tasks).toFixed(2)} µs`,
    calls,
    `${(Math.max(...costs.map((cost) => cost.maxRssKib)) / 1024).toFixed(1)} MiB`,
    `${(medianOf(costs.map((cost) => cost.startMicros)) / 1000).toFixed(0)} ms`,
  ];
};

const leastOf = (costs: readonly RefreshCost[]): number =>
  Math.min(...costs.map((cost) => cost.cpuMicros));

const medianOf = (figures: readonly number[]): number => {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
};

await main();
