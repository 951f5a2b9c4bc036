/** The screen over the real sampler, without the command line: for tests of the two together. */
import { outsideOf } from '../../../src/cli/tui-outside.ts';
import { systemClock } from '../../../src/kernel/sys/clock.ts';
import { Users } from '../../../src/kernel/sys/users.ts';
import { milliseconds } from '../../../src/lib/units.ts';
import { LiveSource } from '../../../src/sampler/live-source.ts';
import { openEngine } from '../../../src/sampler/open-engine.ts';
import { terminalAbilities } from '../../../src/tui/abilities.ts';
import { runTui } from '../../../src/tui/run.ts';
import { DEFAULT_SETTINGS } from '../../../src/tui/settings.ts';

const { engine } = openEngine({});
const source = new LiveSource({
  engine,
  clock: systemClock,
  interval: milliseconds(1000),
  details: { commands: 'read', priorities: 'read', users: new Users() },
});
await runTui({
  source,
  streams: { input: process.stdin, output: process.stdout },
  outside: outsideOf(source, process.env),
  abilities: terminalAbilities(process.env),
  settings: DEFAULT_SETTINGS,
  rights: 'all',
});
