/**
 * The real screen in a real terminal over made-up samples: a task for each process id given as an argument.
 * Everything but the figures is as in iotop.
 */
import { readFileSync } from 'node:fs';
import { DelayAccountingSwitch } from '../../../src/cli/effects/delayacct.ts';
import { type Pace, screenEffects } from '../../../src/cli/effects/screen-effects.ts';
import { livingTask } from '../../../src/kernel/sys/process/task-control.ts';
import { decodeText } from '../../../src/lib/text.ts';
import { EVERYTHING } from '../../../src/model/view/selection.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import type { SampleSource } from '../../../src/sample/source.ts';
import { DEFAULT_SETTINGS } from '../../../src/tui/core/settings.ts';
import { runTui } from '../../../src/tui/run.ts';
import { terminalAbilities } from '../../../src/tui/terminal/abilities.ts';
import { sampleOf } from '../samples/samples.ts';

const pids = process.argv.slice(2).map(Number);
const INTERVAL = 100;

const commandOf = (pid: number): string =>
  decodeText(readFileSync(`/proc/${pid}/cmdline`))
    .split('\0')
    .join(' ')
    .trim();
const commOf = (pid: number): string =>
  decodeText(readFileSync(`/proc/${pid}/comm`)).replace(/\n$/, '');

const scripted = (): SampleSource & Pace => {
  let closed = false;
  let wake: () => void = () => {};
  return {
    close: () => {
      closed = true;
      wake();
    },
    refresh: () => wake(),
    setInterval: () => {},
    setNeeds: () => {},
    readNames: () => [],
    async *[Symbol.asyncIterator](): AsyncGenerator<Sample> {
      for (let index = 0; !closed; index++) {
        yield sampleOf({
          index,
          tasks: pids.map((pid, at) => ({
            tid: pid,
            comm: commOf(pid),
            command: commandOf(pid),
            startedAt: livingTask(pid)?.startedAt ?? 0,
            read: (at + 1) * 4 * 1024 * 1024,
          })),
          idle: [{ tid: 1, comm: 'init', command: '/sbin/init' }],
        });
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, INTERVAL);
        });
      }
    },
  };
};

const source = scripted();
const end = await runTui({
  source,
  streams: { input: process.stdin, output: process.stdout },
  settings: DEFAULT_SETTINGS,
  abilities: terminalAbilities(process.env),
  selection: EVERYTHING,
  rights: process.env.READ_ONLY === undefined ? 'all' : 'read-only',
  effects: screenEffects(source, process.env, new DelayAccountingSwitch()),
});
if (end === 'quit') process.stdout.write('ended by quit\n');
