/** Where something is missing: rights, namespaces, /proc. What is missing is said once; what is unknown is never a zero. */
import { expect, it } from 'vitest';
import { AS_NOBODY, type Outcome, rowsIn, runUnder } from '../../support/iotop/places.ts';
import { describeWith } from '../../support/test-run/requires.ts';

const TWO = ['-b', '-n', '2', '-d', '0.3'];
const THREE = ['-b', '-n', '3', '-d', '0.2'];

const expectLists = ({ code, stdout, stderr }: Outcome, lists: number): void => {
  expect(code).toBe(0);
  expect(stdout.match(/Total DISK READ/g)).toHaveLength(lists);
  expect(new Set(stderr).size).toBe(stderr.length);
  for (const line of stderr) expect(line).toMatch(/^iotop: /);
};

const mounted = (options: string): readonly string[] => [
  ...['unshare', '--mount', 'sh', '-c'],
  `mount -t proc -o ${options} proc /proc && exec "$@"`,
  'sh',
];

describeWith(['root', 'util-linux'], 'an ordinary user', () => {
  it('sees own tasks, a dash for what is unknown of the others, and is told what is missing, once', async () => {
    const outcome = await runUnder([...mounted('hidepid=off'), ...AS_NOBODY], THREE);
    expectLists(outcome, 3);
    expect(outcome.stderr.length).toBeLessThanOrEqual(6);
    const said = outcome.stderr.join('\n');
    expect(said).toMatch(/using the procfs engine \(bpf: .*; taskstats: .*\); run /);
    expect(said).toMatch(/other users' tasks are not visible: .*run as root/);
    expect(said).not.toMatch(/\d tasks? of other users/);
    const rows = rowsIn(outcome.stdout);
    const own = rows.filter((row) => row[2] === 'nobody' && row.includes('node'));
    expect(own.length).toBeGreaterThan(0);
    for (const row of own) expect(row[4]).toMatch(/^[BKM]\/s$/);
    const init = rows.filter(([id]) => id === '1');
    expect(init).toHaveLength(3);
    for (const row of init) expect(row.slice(3, 7)).toEqual(['-', 'B/s', '-', 'B/s']);
  });

  it('whose /proc hides others is told so, and sees own tasks', async () => {
    const outcome = await runUnder([...mounted('hidepid=2'), ...AS_NOBODY], TWO);
    expectLists(outcome, 2);
    expect(outcome.stderr.join('\n')).toMatch(/tasks hidden by \/proc are not visible: .*hidepid/);
    const users = new Set(rowsIn(outcome.stdout).map((row) => row[2]));
    expect([...users]).toEqual(['nobody']);
  });

  it('who forces an engine that is not theirs gets one line and exit 1', async () => {
    const { code, stdout, stderr } = await runUnder(AS_NOBODY, [...TWO, '--engine=taskstats']);
    expect([code, stdout, stderr.length]).toEqual([1, '', 1]);
    expect(stderr[0]).toMatch(/^iotop: .*EPERM/);
  });
});

describeWith(['root', 'util-linux'], 'root', () => {
  it('in a user namespace is told why others are unknown, once, and not per task', async () => {
    const outcome = await runUnder(['unshare', '-Ur'], TWO);
    expectLists(outcome, 2);
    expect(outcome.stderr[0]).toMatch(/using the procfs engine/);
    const init = rowsIn(outcome.stdout).filter(([id]) => id === '1');
    for (const row of init) expect(row.slice(3, 5)).toEqual(['-', 'B/s']);
  });

  it('in a PID namespace sees its tasks under the ids they have there', async () => {
    const outcome = await runUnder(['unshare', '-pf', '--mount-proc'], TWO);
    expectLists(outcome, 2);
    const ids = rowsIn(outcome.stdout).map(([id]) => Number(id));
    expect(ids).toContain(1);
    expect(Math.max(...ids)).toBeLessThan(1000);
  });

  it('in a network namespace sees every task', async () => {
    const outcome = await runUnder(['unshare', '--net'], TWO);
    expectLists(outcome, 2);
    const ids = rowsIn(outcome.stdout).map(([id]) => Number(id));
    expect(ids).toContain(process.pid);
  });

  it('with the engine that needs no right sees every task too', async () => {
    const outcome = await runUnder([], [...TWO, '--engine=procfs']);
    expectLists(outcome, 2);
    const init = rowsIn(outcome.stdout).find(([id]) => id === '2');
    expect(init?.[4]).toBe('B/s');
  });

  it.each([{ engine: 'best' }, { engine: 'bpf' }, { engine: 'taskstats' }, { engine: 'procfs' }])(
    'without /proc is told to mount it, engine $engine, in one line, exit 1',
    async ({ engine }) => {
      const hidden = [
        'unshare',
        '--mount',
        'sh',
        '-c',
        'mount -t tmpfs none /proc && exec "$@"',
        'sh',
      ];
      const forced = engine === 'best' ? [] : [`--engine=${engine}`];
      const { code, stdout, stderr } = await runUnder(hidden, [...TWO, ...forced]);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toEqual([
        'iotop: proc is not mounted at /proc; mount it: mount -t proc proc /proc',
      ]);
    },
  );
});
