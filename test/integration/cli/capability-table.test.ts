/** The table of capabilities: an ordinary user with just these gets what its row says, and without them is told what would help. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { Ended } from '../../support/iotop/program.ts';
import { NODE, PROGRAM } from '../../support/iotop/program.ts';
import { describeWith } from '../../support/test-run/requires.ts';

const TABLE = readFileSync(resolve(import.meta.dirname, '../../../docs/permissions.md'), 'utf8');

/** One sample of nobody's iotop with these capabilities and no others. */
const oneSample = (capabilities: readonly string[], ...args: readonly string[]): Promise<Ended> =>
  new Promise((done) => {
    const set = ['-all', ...capabilities.map((name) => `+${name}`)].join(',');
    const rights = ['inh-caps', 'ambient-caps', 'bounding-set'].map((name) => `--${name}=${set}`);
    const user = ['--reuid=65534', '--regid=65534', '--clear-groups'];
    const command = [NODE, PROGRAM, '--json', '-n', '1', '-d', '0.2', ...args];
    execFile('setpriv', [...user, ...rights, ...command], (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

const HIDES_OTHERS = "the I/O of other users' tasks";

/** By what stands first in the row: the capabilities, the engine, and what is complained of. */
const ROWS = [
  {
    row: '`CAP_BPF` + `CAP_PERFMON`',
    capabilities: ['bpf', 'perfmon'],
    engine: 'bpf',
    without: /bpf: BPF needs the capabilities CAP_BPF and CAP_PERFMON.*run iotop as root, or grant/,
  },
  {
    row: '`CAP_NET_ADMIN`',
    capabilities: ['net_admin'],
    engine: 'taskstats',
    without: /taskstats refuses to answer: EPERM/,
  },
] as const;

describeWith(
  ['root', 'util-linux', 'btf', 'taskstats', 'init-pid-namespace'],
  'the table of capabilities',
  () => {
    for (const { row, capabilities, engine, without } of ROWS) {
      it(`${row} gives the engine ${engine}, and less does not`, async () => {
        expect(TABLE).toContain(`| ${row}`);
        const { code, stdout } = await oneSample(capabilities);
        expect(code).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({ engine });
        const less = await oneSample(capabilities.slice(1));
        expect(JSON.parse(less.stdout).engine).toBe('procfs');
        expect(less.stderr).toMatch(without);
      });
    }

    it('without any, one’s own tasks are all there is, and it says so', async () => {
      const { code, stdout, stderr } = await oneSample([]);
      expect(code).toBe(0);
      expect(JSON.parse(stdout).engine).toBe('procfs');
      expect(stderr).toContain(HIDES_OTHERS);
      expect(stderr).toContain('run as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH');
    });

    it('`CAP_SYS_PTRACE` + `CAP_DAC_READ_SEARCH` show others’ bytes to procfs, and neither does alone', async () => {
      expect(TABLE).toContain('| `CAP_SYS_PTRACE` + `CAP_DAC_READ_SEARCH` |');
      const both = ['sys_ptrace', 'dac_read_search'];
      expect((await oneSample(both, '--engine=procfs')).stderr).not.toContain('other users');
      for (const one of both) {
        expect((await oneSample([one], '--engine=procfs')).stderr).toContain('other users');
      }
    });
  },
);
