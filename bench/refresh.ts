/**
 * What does one refresh cost, beside iotop-c, at 300 to 24,000 sleeping tasks?
 *
 *   node scripts/run-ts.mjs bench/refresh.ts [--quick] [--tasks 300,2000] [--rounds 3] [--refreshes 20] [--only TEXT]
 *
 * The monitors take turns, round by round, so that a machine that slows down slows all of them. Each runs as a user runs
 * it, in batch with its output thrown away, once listing only active tasks (-o) and once listing all. --quick is for CI:
 * it shows that the benchmark still works, not what anything costs.
 */

import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildLoad, makeDiskFolder, startLoad } from '../test/support/load.ts';
import { type Cost, callsOfRefresh, costOfRefresh, type Plan } from './cost.ts';
import { countTasks, machineFacts } from './machine.ts';
import { findMonitors, type Monitor } from './programs.ts';
import { textTable } from './table.ts';

type Found = Extract<Monitor, { kind: 'found' }>;
type Settings = {
  readonly tasks: readonly number[];
  readonly rounds: number;
  readonly refreshes: number;
  /** Seconds between refreshes. */
  readonly delay: number;
  readonly views: readonly View[];
};

/** Which tasks a monitor lists. */
type View = { readonly name: string; readonly options: readonly string[] };

const ACTIVE: View = { name: 'active (-o)', options: ['-o'] };
const ALL: View = { name: 'all', options: [] };

const TITLES = ['monitor', 'lists', 'CPU min', 'median', 'per task', 'calls/task', 'RSS', 'start'];

/** What is asked for where the command line says nothing. */
const FULL = { tasks: '300,2000,12000,24000', rounds: '3', refreshes: '20', delay: 0.5 };
const QUICK = { tasks: '300', rounds: '1', refreshes: '2', delay: 0.2 };

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
    delay: usual.delay,
    views: values.quick ? [ACTIVE] : [ACTIVE, ALL],
  };
  console.log(`${machineFacts().join('\n')}\n`);
  const monitors = presentMonitors(values.only);
  for (const count of settings.tasks) await compareAt(count, monitors, settings);
};

const countOf = (text: string): number => {
  if (!/^[1-9][0-9]*$/.test(text)) throw new Error(`not a count: ${text}`);
  return Number(text);
};

/** Those whose name contains `text`. Says which of them this machine lacks. */
const presentMonitors = (text: string): readonly Found[] => {
  const wanted = findMonitors().filter((monitor) => monitor.name.includes(text));
  for (const monitor of wanted)
    if (monitor.kind === 'absent') console.log(`without ${monitor.name}: ${monitor.reason}`);
  return wanted.filter((monitor): monitor is Found => monitor.kind === 'found');
};

/** One table: every monitor and view at one number of sleeping tasks. */
const compareAt = async (
  sleepers: number,
  monitors: readonly Found[],
  settings: Settings,
): Promise<void> => {
  const program = buildLoad();
  if (program.kind === 'absent') throw new Error(`no load: ${program.reason}`);
  const folder = makeDiskFolder();
  const load = await startLoad(program.path, ['sleep', sleepers], folder);
  try {
    const tasks = countTasks();
    console.log(`\n${sleepers} sleeping tasks (${tasks} in all), each refresh:`);
    console.log(textTable(TITLES, measureAll(monitors, tasks, settings)));
  } finally {
    await load.end();
    rmSync(folder, { recursive: true });
  }
};

const measureAll = (
  monitors: readonly Found[],
  tasks: number,
  settings: Settings,
): readonly (readonly string[])[] => {
  const cases = settings.views.flatMap((view) => monitors.map((monitor) => ({ monitor, view })));
  const costs = cases.map((): Cost[] => []);
  for (let round = 0; round < settings.rounds; round++)
    cases.forEach(({ monitor, view }, i) => {
      costs[i]?.push(
        costOfRefresh([...monitor.command, ...view.options], planFor(monitor, settings)),
      );
    });
  return cases.map(({ monitor, view }, i) => {
    const plan = { ...planFor(monitor, settings), refreshes: Math.min(settings.refreshes, 5) };
    const calls = callsOfRefresh([...monitor.command, ...view.options], plan);
    return rowOf(monitor.name, view.name, costs[i] ?? [], calls, tasks);
  });
};

const planFor = (monitor: Found, settings: Settings): Plan => ({
  delay: Math.max(settings.delay, monitor.leastDelay),
  settle: 2,
  refreshes: settings.refreshes,
});

const rowOf = (
  monitor: string,
  view: string,
  costs: readonly Cost[],
  calls: number | undefined,
  tasks: number,
): readonly string[] => {
  const cpu = costs.map((cost) => cost.cpuMicros).sort((a, b) => a - b);
  const median = medianOf(cpu);
  return [
    monitor,
    view,
    `${((cpu[0] ?? 0) / 1000).toFixed(2)} ms`,
    `${(median / 1000).toFixed(2)} ms`,
    `${(median / tasks).toFixed(2)} µs`,
    calls === undefined ? 'no strace' : (calls / tasks).toFixed(2),
    `${(Math.max(...costs.map((cost) => cost.maxRssKib)) / 1024).toFixed(1)} MiB`,
    `${(medianOf(costs.map((cost) => cost.startMicros)) / 1000).toFixed(0)} ms`,
  ];
};

const medianOf = (figures: readonly number[]): number => {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
};

await main();
