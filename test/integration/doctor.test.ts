/** The doctor on this machine: as root, as an ordinary user, and in namespaces. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { examine } from '../../src/cli/commands/doctor.ts';
import { runScriptUnder } from '../support/iotop/bundle.ts';
import { AS_NOBODY } from '../support/iotop/places.ts';
import { describeWith, excuseFor, itWith } from '../support/test-run/requires.ts';

type JsonFinding = {
  readonly id: string;
  readonly found: boolean;
  readonly reason?: string;
  readonly remedy?: string;
};
type JsonDiagnosis = {
  readonly complete: boolean;
  readonly missing: readonly string[];
  readonly engine?: string;
  readonly requirements: readonly JsonFinding[];
  readonly engines: readonly (Omit<JsonFinding, 'id'> & {
    readonly name: string;
    readonly abilities: readonly JsonFinding[];
  })[];
};

const parse = (text: string): JsonDiagnosis => JSON.parse(text);
const requirement = (diagnosis: JsonDiagnosis, id: string): JsonFinding | undefined =>
  diagnosis.requirements.find((one) => one.id === id);

/** The doctor's JSON under another command. */
const doctorUnder = (command: readonly string[]) => {
  const { stdout, stderr, exitCode } = runScriptUnder(
    command,
    'test/support/programs/run-doctor.ts',
    'json',
  );
  expect(stderr).toBe('');
  return { diagnosis: parse(stdout), exitCode };
};

describe('the doctor', () => {
  it('says of this machine what its files say', () => {
    const diagnosis = parse(examine('json').text);
    expect(requirement(diagnosis, 'io-accounting')?.found).toBe(existsSync('/proc/self/io'));
    expect(requirement(diagnosis, 'pressure')?.found).toBe(existsSync('/proc/pressure/io'));
  });

  it('has in it neither the name of the host nor the folder it was run in, as the form for bug reports says', () => {
    const { text } = examine('json');
    expect(text.split(/[^\w.-]+/)).not.toContain(hostname());
    expect(text).not.toContain(process.cwd());
  });

  itWith(
    ['root', 'btf', 'init-pid-namespace'],
    'says whose is what a limit holds back just where no BPF program can see who asked',
    () => {
      const isUnseen = excuseFor(['bpf-functions']) !== undefined;
      expect(examine('text').text.includes('limit of a control group holds back')).toBe(isUnseen);
    },
  );

  it('exits with 0 just when nothing essential is missing, and says so in words', () => {
    const { text, exitCode } = examine('text');
    const { complete } = parse(examine('json').text);
    expect(exitCode).toBe(complete ? 0 : 1);
    expect(text).toMatch(complete ? /Nothing essential is missing/ : /^Missing: /m);
  });

  it('leaves no descriptor open', () => {
    examine('text');
    const before = readdirSync('/proc/self/fd').length;
    for (let i = 0; i < 3; i++) examine('text');
    expect(readdirSync('/proc/self/fd')).toHaveLength(before);
  });
});

describeWith(['root', 'util-linux'], 'the doctor', () => {
  itWith(['btf', 'init-pid-namespace'], 'finds everything essential as root, through BPF', () => {
    const { text, exitCode } = examine('json');
    const diagnosis = parse(text);
    expect(diagnosis.engine).toBe('bpf');
    expect(diagnosis.missing).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('tells an ordinary user that it takes root, which engines were refused and why', () => {
    const { diagnosis, exitCode } = doctorUnder(AS_NOBODY);
    expect(exitCode).toBe(1);
    expect(diagnosis.engine).toBe('procfs');
    expect(diagnosis.missing).toContain("Other users' tasks");
    expect(requirement(diagnosis, 'privileges')).toMatchObject({
      found: false,
      reason: expect.stringContaining('uid 65534'),
      remedy: expect.stringContaining('root'),
    });
    for (const name of ['bpf', 'taskstats']) {
      expect(diagnosis.engines.find((one) => one.name === name)).toMatchObject({
        found: false,
        remedy: expect.stringContaining('root'),
      });
    }
  });

  it('is not fooled by the root of a user namespace', () => {
    const { diagnosis, exitCode } = doctorUnder(['unshare', '-Ur']);
    expect(exitCode).toBe(1);
    expect(requirement(diagnosis, 'user-namespace')).toMatchObject({ found: false });
    expect(requirement(diagnosis, 'privileges')).toMatchObject({
      found: false,
      remedy: expect.stringContaining('host'),
    });
    expect(diagnosis.engines.find(({ name }) => name === 'bpf')?.found).toBe(false);
    expect(diagnosis.engines.find(({ name }) => name === 'taskstats')?.found).toBe(false);
  });

  it('says in a PID namespace that the rest of the machine is out of sight', () => {
    const { diagnosis, exitCode } = doctorUnder(['unshare', '-pf', '--mount-proc']);
    expect(exitCode).toBe(1);
    expect(diagnosis.missing).toContain('Init PID namespace');
    expect(diagnosis.engine).not.toBe('bpf');
    const chosen = diagnosis.engines.find(({ name }) => name === diagnosis.engine);
    expect(chosen?.abilities.find(({ id }) => id === 'exits')).toMatchObject({ found: false });
  });

  it('says in a network namespace that taskstats tells nothing of tasks that end, and BPF does', () => {
    const { diagnosis } = doctorUnder(['unshare', '-n']);
    expect(requirement(diagnosis, 'network-namespace')).toMatchObject({ found: false });
    const exitsBy = (engine: string): boolean | undefined =>
      diagnosis.engines
        .find(({ name }) => name === engine)
        ?.abilities.find(({ id }) => id === 'exits')?.found;
    expect(exitsBy('taskstats')).toBe(false);
    expect(exitsBy('bpf')).toBe(excuseFor(['btf', 'init-pid-namespace']) === undefined);
  });

  it('says so when /proc is not mounted', () => {
    const hidden = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none /proc && exec "$@"', 'sh'];
    const { diagnosis, exitCode } = doctorUnder(hidden);
    expect(exitCode).toBe(1);
    expect(requirement(diagnosis, 'proc')).toMatchObject({ found: false });
    expect(diagnosis).not.toHaveProperty('engine');
    expect(diagnosis.engines.filter(({ found }) => found)).toEqual([]);
  });

  it('says so when /proc hides the tasks of others', () => {
    const mounts = (): string => readFileSync('/proc/self/mounts', 'utf8');
    const before = mounts();
    const mount = 'mount -t proc -o hidepid=2 proc /proc && exec "$@"';
    const { diagnosis } = doctorUnder(['unshare', '-m', 'sh', '-c', mount, 'sh', ...AS_NOBODY]);
    expect(requirement(diagnosis, 'proc-all')).toMatchObject({
      found: false,
      reason: expect.stringMatching(/hidepid=/),
    });
    // The option belongs to the mount, not to the machine.
    expect(mounts()).toBe(before);
  });

  itWith(['delayacct'], 'follows delay accounting as it is', () => {
    const isOn = (): boolean => readFileSync('/proc/sys/kernel/task_delayacct', 'utf8') === '1\n';
    const before = isOn();
    const diagnosis = parse(examine('json').text);
    // Others may switch it meanwhile.
    expect([before, isOn()]).toContain(requirement(diagnosis, 'delay-accounting')?.found);
  });
});
