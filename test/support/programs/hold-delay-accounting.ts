/** Holds delay accounting on, says so and stays: for tests that kill it. */
import { holdDelayAccounting } from '../../../src/cli/effects/delayacct.ts';

process.stdout.write(`${holdDelayAccounting('on', process.argv.at(-1)).message}\n`);
setInterval(() => {}, 1000);
