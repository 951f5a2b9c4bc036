/** Signals: what ends the program, and what does not because whoever started it said so. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { END_SIGNALS } from '../../src/lib/end-signals.ts';
import { NODE, PROGRAM } from '../support/iotop/program.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';
import { until } from '../support/test-run/until.ts';

const ARGS = '--engine=procfs -b -p 1 -d 0.1';

/** A shell runs the line, in which $iotop is the program as a command, and becomes it by exec. Its lists go to `output`. */
const start = (
  line: string,
): { child: ChildProcess; output: () => string; written: () => number } => {
  const path = join(temporaryFolder(), 'lists');
  const file = openSync(path, 'w');
  const stdio: StdioOptions = ['ignore', file, file];
  const env = {
    ...process.env,
    PATH: `${dirname(NODE)}:${process.env.PATH}`,
    iotop: PROGRAM,
    node: NODE,
  };
  const child = spawn('sh', ['-c', line], { stdio, env });
  closeSync(file);
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = (): string => readFileSync(path, 'utf8');
  return { child, output, written: () => output().split('Total DISK READ').length };
};

const goesOn = async ({ written }: ReturnType<typeof start>): Promise<void> => {
  const before = written();
  await until(() => written() > before + 2);
};

const endsWith = async (child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> => {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code, killedBy] = await ended;
  return killedBy ?? code;
};

describe('lists', () => {
  it.each([
    { by: 'nohup', line: `exec nohup $iotop ${ARGS}`, ignored: 'SIGHUP' },
    {
      by: 'nohup, Node started by itself',
      line: `exec nohup $node $iotop ${ARGS}`,
      ignored: 'SIGHUP',
    },
    { by: 'trap', line: `trap "" INT; exec $iotop ${ARGS}`, ignored: 'SIGINT' },
    { by: 'trap', line: `trap "" QUIT; exec $iotop ${ARGS}`, ignored: 'SIGQUIT' },
    { by: 'trap', line: `trap "" TERM HUP; exec $iotop ${ARGS}`, ignored: 'SIGTERM' },
  ] as const)('go on at $ignored where $by ignored it', async ({ line, ignored }) => {
    const running = start(line);
    await goesOn(running);
    running.child.kill(ignored);
    await goesOn(running);
    expect(await endsWith(running.child, ignored === 'SIGTERM' ? 'SIGINT' : 'SIGTERM')).toBe(0);
  });

  it.each(END_SIGNALS)('end at %s where nobody ignored it', async (signal) => {
    const running = start(`exec $iotop ${ARGS}`);
    await goesOn(running);
    expect(await endsWith(running.child, signal)).toBe(0);
  });
});

describe('run', () => {
  it.each(['SIGTERM', 'SIGALRM', 'SIGPWR'] as const)(
    'passes %s on to its command',
    async (signal) => {
      const { child, output } = start(
        'exec $iotop run --engine=procfs -- sh -c "echo started; exec sleep 60"',
      );
      await until(() => output().includes('started'));
      expect(await endsWith(child, signal)).toBe(128 + constants.signals[signal]);
    },
  );

  it('starts its command with the signals ignored that we were to ignore, and no others', async () => {
    const { child, output } = start(
      'trap "" HUP; exec $iotop run --engine=procfs -- grep SigIgn /proc/self/status',
    );
    await once(child, 'exit');
    const mask = BigInt(`0x${/SigIgn:\s*([0-9a-f]+)/.exec(output())?.[1]}`);
    expect(mask & 0b1000_0000_0000_0111n).toBe(1n);
  });
});
