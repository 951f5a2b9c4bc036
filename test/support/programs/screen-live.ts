/** The screen over the real sampler, without the command line: for tests of the two together. */
import { runFullScreen } from '../../../src/cli/full-screen.ts';
import { systemClock } from '../../../src/kernel/sys/clock.ts';
import { Users } from '../../../src/kernel/sys/users.ts';
import { milliseconds } from '../../../src/lib/units.ts';
import { EVERYTHING } from '../../../src/model/selection.ts';
import { LiveSource } from '../../../src/sampler/live-source.ts';
import { openEngine } from '../../../src/sampler/open-engine.ts';

const { engine } = openEngine({});
const source = new LiveSource({
  engine,
  clock: systemClock,
  interval: milliseconds(1000),
  details: { commands: 'read', priorities: 'read', users: new Users() },
});
await runFullScreen(
  {
    source,
    pace: source,
    config: { settings: {}, problems: [] },
    chosen: {},
    selection: EVERYTHING,
    filter: '',
    rights: 'all',
  },
  {
    environment: process.env,
    streams: { input: process.stdin, output: process.stdout },
  },
);
