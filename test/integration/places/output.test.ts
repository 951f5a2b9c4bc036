/** Standard output and its reader, signals: what scripts rely on. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CLEAN, Running, runInShell, runUnder } from '../../support/iotop/places.ts';
import { procIo } from '../../support/machine/proc-files.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';
import { until } from '../../support/test-run/until.ts';

const LIST = /Current DISK READ.*\n/;

describe('the output', () => {
  it('whose reader goes away ends quietly with 0', async () => {
    const { code, stdout, stderr } = await runInShell(
      'set -o pipefail; iotop -b -d 0.1 2>/dev/null | head -3',
    );
    expect(code).toBe(0);
    expect(stdout.split('\n')).toHaveLength(4);
    expect(stderr).toEqual([]);
  });

  it('that goes away together with standard error ends quietly too', async () => {
    const { code, stderr } = await runInShell('set -o pipefail; iotop -b -d 0.1 2>&1 | head -1');
    expect([code, stderr]).toEqual([0, []]);
  });

  it('on a full disk is one line with the cause, exit 1', async () => {
    const { code, stderr } = await runInShell('iotop -b -n 3 -d 0.1 >/dev/full');
    expect(code).toBe(1);
    expect(stderr.filter((line) => line.includes('ENOSPC'))).toHaveLength(1);
    expect(stderr.at(-1)).toMatch(/^iotop: cannot write to standard output: ENOSPC/);
  });

  it.each([
    { what: 'standard error on a full disk', line: 'iotop -b -n 1 -d 0.1 2>/dev/full' },
    { what: 'standard error closed', line: 'iotop -b -n 1 -d 0.1 2>&-' },
    { what: 'standard input closed', line: 'iotop -b -n 1 -d 0.1 <&- 2>/dev/null' },
    { what: 'no TERM', line: 'unset TERM; iotop -b -n 1 -d 0.1' },
    {
      what: 'no environment at all',
      line: 'exec env -i "$NODE" "$IOTOP" -b -n 1 -d .1',
    },
    { what: 'LANG=C', line: 'LANG=C LC_ALL=C iotop -b -n 1 -d 0.1' },
    { what: 'no mode given and no terminal', line: 'iotop -n 1 -d 0.1' },
  ])('comes with $what', async ({ line }) => {
    const { code, stdout } = await runInShell(line);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}Total DISK READ: /);
  });

  it('has the local time of the zone that is set', async () => {
    const at = (zone: string) => runUnder([], ['-t', '-o', '-n1', '-d.1'], { ...CLEAN, TZ: zone });
    const minutes = (text: string): number =>
      Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
    const [utc, india] = [(await at('UTC')).stdout, (await at('Asia/Kolkata')).stdout];
    const ahead = (minutes(india) - minutes(utc) + 1440) % 1440;
    expect([330, 331]).toContain(ahead);
  });
});

describe('few file descriptors', () => {
  // With some twenty a newer Node cannot load a module.
  it.each([26, 28, 30, 34, 48])(
    '(ulimit -n %i) are named, and either a lesser engine has rows or there is no list',
    async (limit) => {
      const line = `ulimit -n ${limit}; iotop -b -n 1 -d 0.1 </dev/null`;
      const { code, stdout, stderr } = await runInShell(line);
      const said = stderr.join('\n');
      const rows = stdout.split('\n').filter((row) => /^ *\d+ /.test(row));
      expect([code, rows.length > 5]).toEqual(code === 0 ? [0, true] : [1, false]);
      if (limit === 48) expect(code).toBe(0);
      if (code !== 0) expect(stdout).toBe('');
      if (code !== 0 || limit < 36) expect(said).toMatch(/EMFILE.*ulimit -n 1024/);
      expect(said).not.toMatch(/BTF|this kernel does not|cannot read/);
    },
  );
});

describe('the options', () => {
  it('are saved by -W, and used the next time', async () => {
    const environment = { ...CLEAN, XDG_CONFIG_HOME: temporaryFolder() };
    const saved = await runUnder([], ['-P', '-W'], environment);
    expect([saved.code, saved.stdout]).toEqual([0, '']);
    expect(saved.stderr).toEqual([
      `iotop: saved in ${environment.XDG_CONFIG_HOME}/iotop/config.toml`,
    ]);
    const { stdout } = await runUnder([], ['-b', '-o', '-n1', '-d.1'], environment);
    expect(stdout).toMatch(/^ +PID PRIO/m);
  });

  it('are printed by --debug-write as they would be saved', async () => {
    const { code, stdout } = await runUnder([], ['--threshold=7', '--debug-write']);
    expect(code).toBe(0);
    expect(stdout).toContain('\nthreshold = 7\n');
  });
});

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends batch with 0', async (signal) => {
    const running = new Running(['-b', '-d', '0.2']);
    await running.shows(LIST);
    expect(await running.end(signal)).toBe(0);
  });

  it('ends batch that never waits', async () => {
    const running = new Running(['-b', '-o', '-d', '0']);
    await running.shows(LIST);
    expect(await running.end('SIGINT')).toBe(0);
  });

  it('ends batch whose reader stands still', async () => {
    const running = new Running(['-b', '-d', '0']);
    await running.shows(LIST);
    running.child.stdout?.pause();
    const written = (): number => procIo(running.child.pid as number).writeChars ?? 0;
    // It stands still when it has filled the pipe, and what Node keeps before it.
    for (let before = -1; before !== written(); ) {
      before = written();
      await sleep(300);
    }
    expect(await running.end('SIGINT')).toBe(0);
  });

  it('that cannot be caught leaves no process of ours behind', async () => {
    const running = new Running(['-b', '-d', '0.1']);
    await running.shows(LIST);
    const pid = running.child.pid as number;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    expect(await running.end('SIGKILL')).toBe('SIGKILL');
    // They hear of it by the end of their input, and take a moment to go.
    await until(() => !readdirSync('/proc').some((name) => children.split(' ').includes(name)));
  });
});
