/**
 * Do the first twenty refreshes cost more than later ones?
 *
 *   node scripts/run-ts.mjs bench/warm-up.ts [--quick] [--rounds 3]
 *
 * CPU of the whole process, read after the first refresh, the twentieth and the 320th of the same run. Lists and the screen take turns, round by
 * round; the least of each counts. --quick is for CI: it shows that the benchmark still works, not what anything costs.
 */
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { countTasks, machineFacts } from './support/machine.ts';
import { textTable } from './support/table.ts';
import { type Output, startWatched } from './support/watched.ts';

type Way = { readonly name: string; readonly options: readonly string[]; readonly output: Output };

/** Seconds between refreshes. */
const INTERVAL = 0.1;

const WAYS: readonly Way[] = [
  { name: `iotop -b -o -d ${INTERVAL}`, options: ['-b', '-o'], output: 'pipe' },
  { name: `iotop -d ${INTERVAL}, in a terminal`, options: [], output: 'terminal' },
];

/** Refreshes of the warm-up, the first with the start, and of all. */
type Refreshes = { readonly first: number; readonly all: number };

const FULL = { first: 20, all: 320, rounds: 3 };
const QUICK = { first: 3, all: 6, rounds: 1 };

/** The first refreshes may cost so many times what later ones cost. */
const AIM = 2;

/** Microseconds a refresh. */
type Costs = { readonly first: number; readonly later: number };

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' } },
  });
  const usual = values.quick ? QUICK : FULL;
  const rounds = Number(values.rounds ?? usual.rounds);
  console.log(`${machineFacts().join('\n')}\ntasks    ${countTasks()}\n`);
  const costs = WAYS.map((): Costs[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, way] of WAYS.entries()) costs[i]?.push(await measure(way, usual));
  const least = costs.map(leastOf);
  console.log(
    textTable(
      ['', `2 to ${usual.first}`, `${usual.first + 1} to ${usual.all}`, 'ratio'],
      WAYS.map(({ name }, i) => rowOf(name, least[i] as Costs)),
    ),
  );
  console.log(`\nCPU of a refresh, whole process, least of ${rounds} rounds.`);
  console.log(values.quick ? 'Too few refreshes for a verdict.' : verdictOn(least.map(ratioOf)));
};

/** Between refreshes nothing runs, so the figures are read there. */
const measure = async ({ options, output }: Way, { first, all }: Refreshes): Promise<Costs> => {
  const enough = String(all * 2);
  const watched = await startWatched([...options, '-d', `${INTERVAL}`, '-n', enough], output);
  try {
    await setTimeout(INTERVAL * 500);
    const atStart = watched.cpuMicros();
    await setTimeout((first - 1) * INTERVAL * 1000);
    const atFirst = watched.cpuMicros();
    await setTimeout((all - first) * INTERVAL * 1000);
    const atEnd = watched.cpuMicros();
    return { first: (atFirst - atStart) / (first - 1), later: (atEnd - atFirst) / (all - first) };
  } finally {
    await watched.end();
  }
};

const leastOf = (costs: readonly Costs[]): Costs => ({
  first: Math.min(...costs.map((cost) => cost.first)),
  later: Math.min(...costs.map((cost) => cost.later)),
});

const ratioOf = ({ first, later }: Costs): number => first / later;

const rowOf = (name: string, costs: Costs): readonly string[] => [
  name,
  ...[costs.first, costs.later].map((micros) => `${(micros / 1000).toFixed(2)} ms`),
  ratioOf(costs).toFixed(2),
];

const verdictOn = (ratios: readonly number[]): string => {
  const ratio = Math.max(...ratios);
  const verdict = ratio <= AIM ? 'held' : 'not held';
  return `The first refreshes cost up to ${ratio.toFixed(2)} times later ones; aim: at most ${AIM}: ${verdict}.`;
};

await main();
