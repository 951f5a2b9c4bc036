import { expect, it } from 'vitest';
import { againstTasks } from '../../bench/support/against-tasks.ts';

it('gives each monitor a row, each number of tasks a column, and says how many times the first cost the last is', () => {
  const costs = [
    { sleepers: 300, name: 'flat -o', cpuMicros: 1200 },
    { sleepers: 300, name: 'grows', cpuMicros: 4800 },
    { sleepers: 24_000, name: 'flat -o', cpuMicros: 1500 },
    { sleepers: 24_000, name: 'grows', cpuMicros: 208_600 },
  ];
  expect(againstTasks(costs).split('\n')).toEqual([
    'CPU min of a refresh      300     24,000  last/first',
    'flat -o               1.20 ms    1.50 ms        x1.3',
    'grows                 4.80 ms  208.60 ms       x43.5',
  ]);
});

it('leaves empty what was not measured, and says nothing of its growth', () => {
  const costs = [
    { sleepers: 300, name: 'slow', cpuMicros: 14_000 },
    { sleepers: 2000, name: 'quick', cpuMicros: 1000 },
  ];
  expect(againstTasks(costs).split('\n').slice(1)).toEqual([
    'slow                  14.00 ms',
    'quick                           1.00 ms',
  ]);
});
