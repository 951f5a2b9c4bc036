/** What a running iotop may still do, as the kernel says of each of its threads. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { AS_NOBODY, UNDER_HIDEPID } from '../../support/iotop/places.ts';
import { NODE, PROGRAM } from '../../support/iotop/program.ts';
import {
  expectOthersPowerless,
  mainThreadOf,
  OTHER,
  READS,
  type Thread,
  threadsOf,
} from '../../support/iotop/threads.ts';
import { startInPty } from '../../support/screen/pty.ts';
import { describeWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';
import { until } from '../../support/test-run/until.ts';

const ROOT = { uid: '0', gid: '0', groups: '0 4 6' };

const started: ChildProcess[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    if (child.exitCode === null) await ended;
  }
});

/** Supplementary groups, as root has on many systems. */
const IN_GROUPS = ['setpriv', '--groups=0,4,6'];

/** @param under the command it runs under */
const startUnder = (under: readonly string[], ...args: readonly string[]): ChildProcess => {
  const [program = '', ...rest] = [...under, NODE, PROGRAM, ...args];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  return child;
};

const start = (...args: readonly string[]): ChildProcess => startUnder(IN_GROUPS, ...args);

const outputOf = (child: ChildProcess): (() => string) => {
  let text = '';
  child.stdout?.on('data', (bytes) => {
    text += bytes;
  });
  return () => text;
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
        expect(threads[0]).toMatchObject({ ...OTHER, held: READS, bound: '4', noNew: '1' });
      });
    }

    it('records into a folder of its own by root’s name, in its groups, without root’s power', async () => {
      const child = start('record', join(temporaryFolder(), 'own'), '-d', '0.2', '--engine=bpf');
      const pid = child.pid as number;
      const main = (): Thread => mainThreadOf(pid);
      // It says nothing where nothing is missing.
      const rights = { ...ROOT, held: READS, bound: '4', noNew: '1' };
      await expect.poll(main, { timeout: 20_000 }).toMatchObject(rights);
      expectOthersPowerless(threadsOf(pid), pid);
    });

    it('records into its own folder that it may not write to, into a new one at another’s, and beside files of others', async () => {
      const [closed, home, mixed] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
      chmodSync(closed, 0o555);
      chownSync(home, 65_534, 65_534);
      chmodSync(home, 0o700);
      const record = async (folder: string): Promise<unknown> =>
        (await once(start('record', folder, '-d', '0.05', '-n', '2', '--engine=bpf'), 'exit'))[0];
      const places = [closed, join(home, 'disk'), mixed];
      expect(await Promise.all(places.map(record))).toEqual([0, 0, 0]);
      const segments = readdirSync(mixed).filter((name) => name.endsWith('.gz'));
      expect(segments.length).toBe(1);
      for (const name of segments) {
        chownSync(join(mixed, name), 65_534, 65_534);
        chmodSync(join(mixed, name), 0o600);
      }
      expect(await Promise.all([home, mixed].map(record))).toEqual([0, 0]);
      // Or its owner could record there no more.
      expect(statSync(join(home, '.lock')).uid).toBe(65_534);
    });

    it('records where the kernel does not let it keep capabilities while it leaves root', () => {
      const args = ['record', temporaryFolder(), '-d', '0.05', '-n', '2', '--engine=bpf'];
      const locked = ['--securebits', '+keep_caps_locked', NODE, PROGRAM, ...args];
      expect(spawnSync('setpriv', locked, { encoding: 'utf8' }).status).toBe(0);
    });

    it('keeps NET_ADMIN where taskstats must be asked again, and SYS_PTRACE where /proc hides tasks of others', async () => {
      const args = ['--json', '-d', '0.2', '--engine=taskstats'];
      // Given more than it needs, for what it starts: that goes too.
      const given = ['--inh-caps=+kill', '--ambient-caps=+kill'];
      const child = startUnder([...UNDER_HIDEPID, ...IN_GROUPS, ...given], ...args);
      const text = outputOf(child);
      const [main] = await threadsWhenOpen(child);
      expect(main).toMatchObject({ ...OTHER, held: '0 81004 81004 0' });
      await until(() => text().includes('\n'));
      const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
      expect(JSON.parse(text().split('\n')[0] ?? '').taskCount).toBeGreaterThan(processes / 2);
    });

    it('keeps SYS_PTRACE where each figure is asked of /proc, and still sees those of others', async () => {
      const child = start('--json', '-d', '0.2', '--engine=procfs');
      const text = outputOf(child);
      const [main] = await threadsWhenOpen(child);
      expect(main).toMatchObject({ uid: OTHER.uid, held: '0 80004 80004 0' });
      await until(() => text().includes('\n'));
      expect(text()).not.toContain('other-users');
    });

    it('gives a command that it starts all that it had, with groups, inheritable and ambient capabilities', () => {
      const capabilities = ['--inh-caps=+kill,+sys_nice', '--ambient-caps=+kill'];
      const rightsIn = (...command: readonly string[]): readonly string[] => {
        const under = [
          ...IN_GROUPS.slice(1),
          ...capabilities,
          ...command,
          'cat',
          '/proc/self/status',
        ];
        const { stdout } = spawnSync('setpriv', under, { encoding: 'utf8' });
        return stdout.split('\n').filter((line) => /^(Uid|Gid|Groups|Cap|NoNew)/.test(line));
      };
      const alone = rightsIn();
      for (const given of [/^Groups:\t0 4 6/, /^CapInh:\t0*800020$/, /^CapAmb:\t0*20$/]) {
        expect(alone).toContainEqual(expect.stringMatching(given));
      }
      expect(rightsIn(NODE, PROGRAM, 'run', '--')).toEqual(alone);
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
      expect(threads[0]).toMatchObject({ ...ROOT, held: READS, noNew: '0' });
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
        const main = mainThreadOf(screen.pid);
        const held = `0 ${atRest} 80004 0`;
        expect(main).toMatchObject({ uid: '0', held, bound: atRest, noNew: '1' });
        screen.type('q');
        expect(await screen.ended).toMatchObject({ exitCode: 0 });
      });
    }
  },
);
