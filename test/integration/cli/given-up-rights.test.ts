/** What a running iotop may still do, as the kernel says of each of its threads. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { AS_NOBODY } from '../../support/iotop/places.ts';
import { NODE, PROGRAM } from '../../support/iotop/program.ts';
import {
  expectOthersPowerless,
  OTHER,
  READS,
  type Thread,
  threadsOf,
} from '../../support/iotop/threads.ts';
import { startInPty } from '../../support/screen/pty.ts';
import { describeWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';
import { until } from '../../support/test-run/until.ts';

const started: ChildProcess[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    if (child.exitCode === null) await ended;
  }
});

const start = (...args: readonly string[]): ChildProcess => {
  const child = spawn(NODE, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  return child;
};

/** When it has printed or said something: then all is open. */
const threadsWhenOpen = async (child: ChildProcess): Promise<readonly Thread[]> => {
  let said = '';
  child.stdout?.on('data', (text) => {
    said += text;
  });
  child.stderr?.on('data', (text) => {
    said += text;
  });
  await until(() => said !== '');
  const pid = child.pid as number;
  // The main thread first: numbers begin anew at the highest.
  return threadsOf(pid).toSorted((a, b) => Number(b.tid === pid) - Number(a.tid === pid));
};

describeWith(
  ['root', 'btf', 'init-pid-namespace', 'util-linux'],
  'once everything is open, root',
  () => {
    for (const args of [['-b'], ['--json'], ['--csv'], ['watch', '--json', 'write >= 0']]) {
      it(`${args.join(' ')} is nobody in each thread, and may read what it likes`, async () => {
        const child = start(...args, '-d', '0.2', '--engine=bpf');
        const threads = await threadsWhenOpen(child);
        expectOthersPowerless(threads, child.pid);
        const main = { uid: OTHER.uid, held: READS, bound: '4', noNew: '1' };
        expect(threads[0]).toMatchObject(main);
      });
    }

    it('records into a folder of its own by root’s name without root’s power', async () => {
      const child = start('record', join(temporaryFolder(), 'own'), '-d', '0.2', '--engine=bpf');
      const pid = child.pid as number;
      const main = () => threadsOf(pid).find(({ tid }) => tid === pid);
      // It says nothing where nothing is missing.
      const rights = { uid: '0', held: READS, bound: '4', noNew: '1' };
      await expect.poll(main, { timeout: 20_000 }).toMatchObject(rights);
      expectOthersPowerless(threadsOf(pid), pid);
    });

    it('records into its own folder that it may not write to, and beside files of others', async () => {
      const [closed, mixed] = [temporaryFolder(), temporaryFolder()];
      chmodSync(closed, 0o555);
      const record = async (folder: string): Promise<unknown> =>
        (await once(start('record', folder, '-d', '0.05', '-n', '2', '--engine=bpf'), 'exit'))[0];
      expect([await record(closed), await record(mixed)]).toEqual([0, 0]);
      const segments = readdirSync(mixed).filter((name) => name.endsWith('.gz'));
      expect(segments.length).toBe(1);
      for (const name of segments) {
        chownSync(join(mixed, name), 65_534, 65_534);
        chmodSync(join(mixed, name), 0o600);
      }
      expect(await record(mixed)).toBe(0);
    });

    it('records where the kernel does not let it keep capabilities while it leaves root', () => {
      const args = ['record', temporaryFolder(), '-d', '0.05', '-n', '2', '--engine=bpf'];
      const locked = ['--securebits', '+keep_caps_locked', NODE, PROGRAM, ...args];
      expect(spawnSync('setpriv', locked, { encoding: 'utf8' }).status).toBe(0);
    });

    it('keeps NET_ADMIN where taskstats must be asked again', async () => {
      const child = start('--json', '-d', '0.2', '--engine=taskstats');
      const [main] = await threadsWhenOpen(child);
      expect(main).toMatchObject({ uid: OTHER.uid, held: '0 1004 1004 0' });
    });

    it('keeps SYS_PTRACE where each figure is asked of /proc, and still sees those of others', async () => {
      const child = start('--json', '-d', '0.2', '--engine=procfs');
      let text = '';
      child.stdout?.on('data', (bytes) => {
        text += bytes;
      });
      const [main] = await threadsWhenOpen(child);
      expect(main).toMatchObject({ uid: OTHER.uid, held: '0 80004 80004 0' });
      await until(() => text.includes('\n'));
      expect(text).not.toContain('other-users');
    });

    it('gives a command that it starts all that it had', async () => {
      const status = await new Promise<string>((done) => {
        const child = start('run', '--', 'cat', '/proc/self/status');
        let text = '';
        child.stdout?.on('data', (bytes) => {
          text += bytes;
        });
        child.once('close', () => done(text));
      });
      const ours = readFileSync('/proc/self/status', 'utf8');
      const rights = (text: string): readonly string[] =>
        text.split('\n').filter((line) => /^(Uid|Gid|Groups|Cap|NoNew)/.test(line));
      expect(rights(status)).toEqual(rights(ours));
    });

    it('hands a command the ambient capabilities that an ordinary user was given', () => {
      const given = ['inh-caps', 'ambient-caps'].map((set) => `--${set}=-all,+net_admin,+sys_nice`);
      const under = [...AS_NOBODY.slice(1), ...given, NODE, PROGRAM];
      const statusOf = (...command: readonly string[]): string =>
        spawnSync('setpriv', command, { encoding: 'utf8' }).stdout;
      const [ran, alone] = [
        statusOf(...under, 'run', '--', 'grep', '^Cap', '/proc/self/status'),
        statusOf(...under.slice(0, -2), 'grep', '^Cap', '/proc/self/status'),
      ];
      expect(alone).toContain('CapAmb:\t0000000000801000');
      expect(ran).toBe(alone);
    });

    it('has no capability in force but those for looking, while a command runs', async () => {
      const child = start('run', '--engine=bpf', '--', 'sh', '-c', 'echo here; exec sleep 20');
      const threads = await threadsWhenOpen(child);
      expectOthersPowerless(threads, child.pid);
      expect(threads[0]).toMatchObject({ uid: '0', held: READS, noNew: '0' });
    });

    for (const [option, atRest] of [
      [[], 'a80024'],
      [['--read-only'], '80004'],
    ] as const) {
      it(`the screen ${option.join('')} looks into tasks, and holds what keys need at rest`, async () => {
        const screen = startInPty(NODE, [PROGRAM, '--engine=bpf', '-d', '0.2', ...option], {
          columns: 100,
          rows: 24,
        });
        await until(() => screen.output.includes('COMMAND'));
        const threads = threadsOf(screen.pid);
        expectOthersPowerless(threads, screen.pid);
        const main = threads.find(({ tid }) => tid === screen.pid);
        const held = `0 ${atRest} 80004 0`;
        expect(main).toMatchObject({ uid: '0', held, bound: atRest, noNew: '1' });
        screen.type('q');
        expect(await screen.ended).toMatchObject({ exitCode: 0 });
      });
    }
  },
);
