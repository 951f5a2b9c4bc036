import { beforeAll, expect, it } from 'vitest';
import { DelayAccountingSwitch } from '../../src/cli/effects/delayacct.ts';
import { lastingLines, linkCalled, runInScene } from '../support/iotop/idle-scene.ts';
import { iotop06, iotopC133, pathOf } from '../support/iotop/peers.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { sharedFolder } from '../support/test-run/temporary-folder.ts';

const folder = sharedFolder();

type Lines = { readonly theirs: readonly string[]; readonly own: readonly string[] };

/** By arguments: what both print, the rows by id, for nobody is busiest. */
const linesOfBoth = (real: string, ours: string, asked: readonly string[]): Map<string, Lines> => {
  const commands = asked.flatMap((args) => [
    `${real} -b -n 1 ${args}`,
    `${ours} -b -n 1 -d 0.2 ${args}`,
  ]);
  const scene = runInScene(commands);
  const lines = scene.runs.map((run) => [...lastingLines(run, scene)].sort());
  return new Map(
    asked.map((args, at) => [args, { theirs: lines[2 * at] ?? [], own: lines[2 * at + 1] ?? [] }]),
  );
};

const expectSame = (lines: Lines | undefined, args: string): void => {
  expect(lines?.own).toEqual(lines?.theirs);
  const rows = lines?.own.filter((line) => line.includes(' be/4 ')) ?? [];
  expect(rows.length > 0).toBe(args !== '-o');
};

const COMMON = ['', '-P', '-a', '-a -k', '-k', '-t', '-q', '-qq', '-qqq', '-o', '-u nobody'];

describeWith(['root', 'taskstats', 'util-linux', 'iotop-c 1.33'], 'called iotop-c', () => {
  const asked = [
    ...COMMON,
    '-a --si',
    '-a --threshold=1',
    '-p "$MANY"',
    '-P -p "$MANY"',
    '--show-vfs',
    '--show-vfs-write',
    '--uid2name=none',
    '--filter=mysqld',
  ];
  let lines = new Map<string, Lines>();
  beforeAll(() => {
    lines = linesOfBoth(pathOf(iotopC133()), linkCalled('iotop-c', folder()), asked);
  });
  it.each(asked)('"-b -n 1 %s" prints the lines of 1.33', (args) => {
    expectSame(lines.get(args), args);
  });
});

describeWith(['root', 'taskstats', 'util-linux', 'iotop 0.6'], 'called iotop-py', () => {
  // 0.6 believes in delay accounting once it sees a task that has waited, and of nobody's none has.
  const asked = [...COMMON.filter((args) => args !== '-u nobody'), '-P -p "$MANY"'];
  let off = new Map<string, Lines>();
  let on = off;
  beforeAll(() => {
    const ours = linkCalled('iotop-py', folder());
    off = linesOfBoth(pathOf(iotop06()), ours, asked);
    const hold = new DelayAccountingSwitch();
    hold.hold('on');
    on = linesOfBoth(pathOf(iotop06()), ours, asked);
    hold.release();
  });
  it.each(asked)('"-b -n 1 %s" prints the lines of 0.6', (args) => {
    expectSame(on.get(args), args);
  });
  it.each(asked)('"-b -n 1 %s" prints them with delay accounting off, too', (args) => {
    expectSame(off.get(args), args);
  });
});
