/** Cost against the number of tasks, in one table: shows at a glance which monitor costs the same however many sleep. */
import { textTable } from './table.ts';

/** The least cost of one refresh of one monitor, at one number of sleeping tasks. */
export type CostAt = {
  readonly sleepers: number;
  /** The monitor and what it lists. */
  readonly name: string;
  readonly cpuMicros: number;
};

/**
 * A row a monitor, a column a number of tasks, both in the order in which they first come. A monitor that was not measured at a number
 * of tasks has an empty cell there. Last, how many times the first cost the last one is.
 */
export const againstTasks = (costs: readonly CostAt[]): string => {
  const counts = [...new Set(costs.map((cost) => cost.sleepers))];
  const names = [...new Set(costs.map((cost) => cost.name))];
  const costOf = (name: string, sleepers: number | undefined): number | undefined =>
    costs.find((cost) => cost.name === name && cost.sleepers === sleepers)?.cpuMicros;
  const rows = names.map((name) => {
    const [first, last] = [costOf(name, counts[0]), costOf(name, counts.at(-1))];
    const grows = first === undefined || last === undefined ? '' : `x${(last / first).toFixed(1)}`;
    return [name, ...counts.map((count) => milliseconds(costOf(name, count))), grows];
  });
  const titles = counts.map((count) => count.toLocaleString('en'));
  return textTable(['CPU min of a refresh', ...titles, 'last/first'], rows);
};

const milliseconds = (micros: number | undefined): string =>
  micros === undefined ? '' : `${(micros / 1000).toFixed(2)} ms`;
