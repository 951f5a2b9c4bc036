/** The command of a trigger: without a shell, one at a time, and what becomes of it is said. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TriggerCommand } from '../../../../src/cli/commands/watch/trigger-command.ts';
import { type IgnoredSignals, signalsIn } from '../../../../src/cli/effects/ignored-signals.ts';
import { UsageError } from '../../../../src/lib/errors.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';
import { until } from '../../../support/test-run/until.ts';

/** A command that runs a script of Node with these arguments, and what was said of it. */
const nodeRunning = (script: string, ...args: readonly string[]) =>
  commandIn({ PATH: '', KEPT: 'yes', IOTOP_PID: '999' }, process.execPath, '-e', script, ...args);

const commandIn = (
  environment: Readonly<Record<string, string>>,
  ...line: readonly [string, ...string[]]
) => {
  const notes: string[] = [];
  const command = new TriggerCommand(line, environment, NONE, (note) => notes.push(note));
  return { command, notes };
};

const NONE: IgnoredSignals = { signals: new Set(), knownBy: 'kernel' };

/** Writes arguments, environment and standard input as JSON into the file that its first argument names. */
const TELL = `
const { readFileSync, writeFileSync } = require('node:fs');
const [file, ...args] = process.argv.slice(1);
writeFileSync(file, JSON.stringify({ args, env: process.env, input: readFileSync(0, 'utf8') }));`;

const HOSTILE = [
  '$(touch MADE)',
  '`touch MADE`',
  "'; touch MADE; '",
  '"\n touch MADE\n',
  '| touch MADE',
];

describe('the command', () => {
  it('gets values by its environment and its input; no shell reads any of them', async () => {
    const folder = temporaryFolder();
    const made = join(folder, 'made');
    for (const hostile of HOSTILE.map((text) => text.replace('MADE', made))) {
      const file = join(folder, 'told');
      const { command, notes } = nodeRunning(TELL, file, hostile);
      command.start({ IOTOP_COMM: hostile }, hostile);
      await command.ended();
      const { args, env, input } = JSON.parse(readFileSync(file, 'utf8'));
      expect(args).toEqual([hostile]);
      expect(env).toMatchObject({ IOTOP_COMM: hostile, KEPT: 'yes' });
      expect(input).toBe(hostile);
      expect(notes).toEqual([]);
    }
    expect(existsSync(made)).toBe(false);
  });

  it('need not read its input, however long that is', async () => {
    const { command, notes } = nodeRunning('process.exit(0)');
    command.start({}, 'x'.repeat(1_000_000));
    await command.ended();
    expect(notes).toEqual([]);
  });

  it('that runs still is not started again, which is said; after its end it is', async () => {
    const file = join(temporaryFolder(), 'runs');
    const script = `require('node:fs').appendFileSync(process.argv[1], 'x'); process.stdin.resume()`;
    const { command, notes } = nodeRunning(`${script}; setInterval(() => {}, 1000)`, file);
    command.start({}, '');
    // Not when it exists: that is before it is written.
    await until(() => existsSync(file) && readFileSync(file, 'utf8') === 'x');
    command.start({}, '');
    expect(notes).toEqual([
      expect.stringMatching(/ \(\d+\) is still running, and not started again$/),
    ]);
    command.terminate();
    await command.ended();
    expect(notes[1]).toMatch(/ was ended by SIGTERM$/);
    command.start({}, '');
    await until(() => readFileSync(file, 'utf8') === 'xx');
    command.terminate();
    await command.ended();
    expect(notes).toHaveLength(3);
  });

  it('that fails is told of in one line', async () => {
    const { command, notes } = nodeRunning('process.exit(7)');
    command.start({}, '');
    await command.ended();
    expect(notes).toEqual([`${process.execPath} ended with status 7`]);
  });

  it('that is gone when it is due is told of', async () => {
    const path = join(temporaryFolder(), 'command');
    writeFileSync(path, '', { mode: 0o755 });
    const { command, notes } = commandIn({}, path);
    rmSync(path);
    command.start({}, '');
    await command.ended();
    expect(notes).toEqual([`not started: ${path}: command not found`]);
  });

  it('is looked for in PATH, before it is needed', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine'), '', { mode: 0o755 });
    writeFileSync(join(folder, 'data'), '', { mode: 0o644 });
    const find = (name: string, PATH: string) => () => commandIn({ PATH }, name);
    expect(find('mine', `/nowhere:${folder}`)).not.toThrow();
    expect(find('mine', '/nowhere')).toThrow(UsageError);
    expect(find('mine', '/nowhere')).toThrow('mine: no such command in PATH');
    expect(find('data', `/nowhere:${folder}`)).toThrow(`${folder}/data is no file that may be`);
  });

  it('gets no value of a firing that is not its own', async () => {
    const file = join(temporaryFolder(), 'told');
    const { command } = nodeRunning(TELL, file);
    command.start({ IOTOP_DEVICE: 'vda' }, '');
    await command.ended();
    const { env } = JSON.parse(readFileSync(file, 'utf8'));
    expect(env).toMatchObject({ IOTOP_DEVICE: 'vda', KEPT: 'yes' });
    expect(env).not.toHaveProperty('IOTOP_PID');
    const { command: another } = commandIn(
      { IOTOP_PID: '999' },
      process.execPath,
      '-e',
      TELL,
      file,
    );
    another.start({ IOTOP_PID: '7' }, '');
    await another.ended();
    expect(JSON.parse(readFileSync(file, 'utf8')).env.IOTOP_PID).toBe('7');
  });

  it('whose environment is too long is not started, which is told', async () => {
    const { command, notes } = nodeRunning('');
    command.start({ IOTOP_ANSWER: 'x'.repeat(200_000) }, '');
    await command.ended();
    expect(notes).toEqual([`not started: ${process.execPath}: too many arguments`]);
    command.start({}, '');
    await command.ended();
    expect(notes).toHaveLength(1);
  });

  it('ignores what we are to ignore', async () => {
    const told = join(temporaryFolder(), 'told');
    const line = ['/bin/sh', '-c', 'grep SigIgn /proc/self/status > "$0"', told] as const;
    const ignored: IgnoredSignals = { signals: new Set(['SIGHUP']), knownBy: 'kernel' };
    const command = new TriggerCommand(line, process.env, ignored, () => undefined);
    command.start({}, '');
    await command.ended();
    expect(signalsIn(readFileSync(told, 'utf8').trim())).toEqual(new Set(['SIGHUP']));
  });

  it('none was started: there is nothing to end and to wait for', async () => {
    const { command } = nodeRunning('');
    command.terminate();
    await command.ended();
  });
});
