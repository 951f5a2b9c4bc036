/** Holds delay accounting on, says so and stays: for tests that kill it. */
import { DelayAccountingSwitch } from '../../../src/cli/effects/delayacct.ts';

process.stdout.write(`${new DelayAccountingSwitch(process.argv.at(-1)).hold('on')}\n`);
setInterval(() => {}, 1000);
