/** Starts the command of a trigger when no descriptor is left, and again when there are some; prints what was said of it, a line each. In a process of its own. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { TriggerCommand } from '../../../src/cli/commands/watch/trigger-command.ts';
import type { IgnoredSignals } from '../../../src/cli/effects/ignored-signals.ts';

const run = async (): Promise<void> => {
  const ignored: IgnoredSignals = { signals: new Set(), knownBy: 'kernel' };
  const line = [process.execPath, '-e', ''] as const;
  const command = new TriggerCommand(line, process.env, ignored, (note) => console.log(note));
  execFileSync('prlimit', ['--pid', String(process.pid), '--nofile=200:']);
  const opened: number[] = [];
  try {
    for (;;) opened.push(openSync('/dev/null', 'r'));
  } catch {
    command.start({}, '');
  }
  for (const fd of opened) closeSync(fd);
  await command.ended();
  command.start({}, '');
  await command.ended();
  console.log('went on');
};

void run();
