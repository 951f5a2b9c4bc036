/**
 * What does it cost to start, beside a Node that does nothing?
 *
 *   node scripts/run-ts.mjs bench/start.ts [--quick] [--rounds 20]
 *
 * The programs take turns, round by round, so that a machine that slows down slows all of them. --quick is for CI: it shows that the
 * benchmark still works, not what anything costs.
 */
import { parseArgs } from 'node:util';
import { type Command, type Cost, costInTerminal, costOf, IOTOP } from './support/cost.ts';
import { countTasks, machineFacts } from './support/machine.ts';
import { textTable } from './support/table.ts';

type Start = {
  readonly name: string;
  readonly command: Command;
  readonly cost: (command: Command) => Cost;
};

const FIRST = ['-n', '1', '-d', '0.01'];

const STARTS: readonly Start[] = [
  { name: 'node -e 0', command: [process.execPath, '-e', '0'], cost: costOf },
  { name: 'iotop --version', command: [...IOTOP, '--version'], cost: costOf },
  { name: `iotop -b ${FIRST.join(' ')}`, command: [...IOTOP, '-b', ...FIRST], cost: costOf },
  {
    name: `iotop ${FIRST.join(' ')}, in a terminal`,
    command: [...IOTOP, ...FIRST],
    cost: costInTerminal,
  },
];

const TITLES = ['', 'CPU least', 'median', 'of it system', 'elapsed', 'RSS'];

const main = (): void => {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' } },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 20));
  console.log(`${machineFacts().join('\n')}\ntasks    ${countTasks()}\n`);
  const costs = STARTS.map((): Cost[] => []);
  for (let round = 0; round < rounds; round++)
    STARTS.forEach(({ command, cost }, i) => {
      costs[i]?.push(cost(command));
    });
  console.log(
    textTable(
      TITLES,
      STARTS.map(({ name }, i) => rowOf(name, costs[i] ?? [])),
    ),
  );
  console.log(`\nEach ${rounds} times, in turns; all but the least are medians.`);
};

const rowOf = (name: string, costs: readonly Cost[]): readonly string[] => {
  const inOrder = (of: (cost: Cost) => number): readonly number[] =>
    costs.map(of).sort((a, b) => a - b);
  const median = (of: (cost: Cost) => number): number => inOrder(of)[costs.length >> 1] ?? 0;
  return [
    name,
    milliseconds(inOrder((cost) => cost.cpuMicros)[0] ?? 0),
    milliseconds(median((cost) => cost.cpuMicros)),
    milliseconds(median((cost) => cost.systemMicros)),
    milliseconds(median((cost) => cost.elapsedMicros)),
    `${(median((cost) => cost.maxRssKib) / 1024).toFixed(0)} MiB`,
  ];
};

const milliseconds = (micros: number): string => `${(micros / 1000).toFixed(1)} ms`;

main();
