/** The service that records: its unit file taken at its word, without systemd. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import systemCalls from '../../fixtures/systemd/system-calls.json' with { type: 'json' };
import { chargedTo, entriesOf, LAST_STEPS } from '../../support/iotop/monitored.ts';
import { CLEAN } from '../../support/iotop/places.ts';
import { NODE, PROGRAM } from '../../support/iotop/program.ts';
import {
  asService,
  readUnitFile,
  settingOf,
  UNIT_FILE,
  WATCH_UNIT_FILE,
} from '../../support/iotop/unit-file.ts';
import { loopDisk, MIB, underOwnName } from '../../support/load/accuracy.ts';
import { programsHeldBy } from '../../support/machine/bpf-programs.ts';
import { readFolder } from '../../support/recordings/recordings.ts';
import { describeWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';
import { until } from '../../support/test-run/until.ts';

const unit = readUnitFile();
const NOBODY = 65_534;

/** As LogsDirectory= makes it: the service's own, under a folder that everybody may pass. */
const logsFolder = (): string => {
  const parent = temporaryFolder();
  chmodSync(parent, 0o755);
  const folder = join(parent, 'iotop');
  mkdirSync(folder);
  chownSync(folder, NOBODY, NOBODY);
  chmodSync(folder, Number.parseInt(settingOf(unit, 'LogsDirectoryMode'), 8));
  return folder;
};

/** ExecStart with our program and folder in place of the installed ones. */
const execStart = (folder: string): readonly string[] => {
  const [program, ...args] = settingOf(unit, 'ExecStart').split(' ');
  expect(program).toBe('/usr/bin/iotop');
  expect(args).toContain('/var/log/iotop');
  const own = args.map((one) => (one === '/var/log/iotop' ? folder : one));
  return [NODE, PROGRAM, ...own];
};

const startService = (folder: string): ChildProcess & { readonly pid: number } => {
  const [command, ...args] = [...asService(unit, NOBODY), ...execStart(folder)];
  const child = spawn(command as string, args, {
    env: CLEAN,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  if (child.pid === undefined) throw new Error(`${command} did not start`);
  return Object.assign(child, { pid: child.pid });
};

describeWith(['root', 'btf', 'init-pid-namespace', 'util-linux'], 'the recording service', () => {
  it("with its capabilities alone records others' tasks through BPF, and at SIGTERM writes it all", async () => {
    const folder = logsFolder();
    const dd = underOwnName('dd', temporaryFolder());
    const disk = loopDisk(8);
    const recorder = startService(folder);
    await until(() => programsHeldBy(recorder.pid).length >= 3);
    // Its programs loaded, it looks for the first time: milliseconds of work, which nothing outside it tells the end of.
    await sleep(1000);
    const writer = spawn(dd, ['if=/dev/zero', `of=${disk}`, 'bs=1M', 'count=8', 'oflag=direct']);
    await once(writer, 'exit');
    await sleep(LAST_STEPS);
    recorder.kill('SIGTERM');
    expect(await once(recorder, 'exit')).toEqual([0, null]);

    const { samples, damage } = await readFolder(folder);
    expect(damage).toEqual([]);
    expect(new Set(samples.map(({ engine }) => engine))).toEqual(new Set(['bpf']));
    const gaps = samples.flatMap((sample) =>
      sample.gaps.map((gap) => ('what' in gap ? gap.what : gap.kind)),
    );
    expect(gaps).not.toContain('exits');
    expect(gaps).not.toContain('other-users');
    expect(gaps).not.toContain('io-wait');
    const entries = entriesOf(samples, ({ tid }) => tid === writer.pid);
    expect(entries.at(-1)).toMatchObject({ comm: basename(dd), uid: 0, user: 'root', ended: true });
    expect(chargedTo(entries).write).toBe(8 * MIB);
  });

  it('leaves files that its group may read and nobody else', async () => {
    const folder = logsFolder();
    const recorder = startService(folder);
    const written = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.gz'));
    await until(() => written().length > 0);
    recorder.kill('SIGTERM');
    await once(recorder, 'exit');
    const files = written();
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o640);
  });
});

/** The calls SystemCallFilter= lets through; systemd ends who makes another, or refuses it by SystemCallErrorNumber=. */
const allowedCalls = (): ReadonlySet<string> => {
  const groups: Readonly<Record<string, readonly string[]>> = systemCalls;
  const words = settingOf(unit, 'SystemCallFilter').split(' ');
  return new Set(words.flatMap((word) => (word.startsWith('@') ? (groups[word] ?? []) : [word])));
};

describeWith(
  ['root', 'btf', 'init-pid-namespace', 'util-linux', 'strace'],
  "the service's system calls",
  () => {
    // The third engine, which needs no right, is never the best that works here.
    it.each(['bpf', 'taskstats'])('are all let through with the engine %s', (engine) => {
      const folder = logsFolder();
      const counted = join(folder, 'calls');
      const strace = ['strace', '-f', '-c', '-o', counted];
      const more = ['--engine', engine, '-n', '2'];
      const [command, ...args] = [
        ...asService(unit, NOBODY),
        ...strace,
        ...execStart(folder),
        ...more,
      ];
      execFileSync(command as string, args, { env: CLEAN, stdio: 'ignore' });
      const calls = readFileSync(counted, 'utf8')
        .split('\n')
        .filter((line) => /^ *\d/.test(line) && !line.endsWith(' total'))
        .map((line) => line.trim().split(/ +/).at(-1) as string);
      expect(calls).toContain(engine === 'bpf' ? 'bpf' : 'getdents64');
      const allowed = allowedCalls();
      expect(calls.filter((call) => !allowed.has(call))).toEqual([]);
    });
  },
);

describeWith(['systemd'], 'the unit files', () => {
  it.each([
    [UNIT_FILE, basename(UNIT_FILE)],
    [WATCH_UNIT_FILE, 'iotop-watch@disk.service'],
  ])('%s is understood by systemd, every line of it', (file, name) => {
    const copy = join(temporaryFolder(), name);
    writeFileSync(copy, readFileSync(file, 'utf8').replaceAll('/usr/bin/iotop', NODE));
    const said = execFileSync('sh', ['-c', 'systemd-analyze verify --man=no "$0" 2>&1', copy]);
    expect(said.toString()).toBe('');
  });
});
