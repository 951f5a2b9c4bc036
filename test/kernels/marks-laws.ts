/** That a pass over those that ran knows what one over all tasks knows: nothing is excused, for on these kernels process 1 is shielded from no program. */
import { compareWays } from '../support/load/compare-ways.ts';
import { startLoad } from '../support/load/load.ts';
import { law } from './watching.ts';

const MANY = 300;

export const checkMarks = async (): Promise<void> => {
  const load = await startLoad('/app/churn', [MANY, '/dev/vda'], '/');
  load.step();
  const { differences, comings, ...seen } = await compareWays(load, { seconds: 12 });
  await load.end();
  law('marks: no task came on a CPU unseen', comings === 0, comings);
  law(
    'marks: both ways know the same of every task',
    differences.length === 0,
    differences.slice(0, 3),
  );
  const { mostRan, slept, resting, zombies } = seen;
  const isMuch = mostRan > MANY && slept > MANY && resting > 2 * MANY && zombies > 0;
  law('marks: tasks slept, ran, came and went meanwhile', isMuch, seen);
};
