import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLineHelper } from '../../../../src/kernel/sys/proc/cmdline-helper.ts';
import { run } from '../../../support/load/loop-device.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';

/** A folder like /proc with these command lines, by process. */
const procWith = (commands: Readonly<Record<number, string>>): string => {
  const root = temporaryFolder();
  for (const [tgid, command] of Object.entries(commands)) {
    mkdirSync(join(root, tgid));
    writeFileSync(join(root, tgid, 'cmdline'), command);
  }
  return root;
};

/** Asks for these, and resolves when as many as `count` have been heard of. */
const heardOf = (root: string, tgids: readonly number[], count: number) =>
  new Promise<readonly (readonly [number, string])[]>((done) => {
    const heard: (readonly [number, string])[] = [];
    const later = new CommandLineHelper((tgid, command) => {
      heard.push([tgid, command]);
      if (heard.length === count) done(heard);
    }, root);
    for (const tgid of tgids) later.ask(tgid);
  });

describe('command lines read elsewhere', () => {
  it('are heard of in the order asked, with those left out that cannot be read', async () => {
    const root = procWith({ 7: 'dd\0if=/a\0', 8: '', 9: 'sh\0-c\0x y\0' });
    expect(await heardOf(root, [7, 404, 8, 9, 7], 2)).toEqual([
      [7, 'dd if=/a'],
      [9, 'sh -c x y'],
    ]);
  });

  it('end at the limit however long they are', async () => {
    const [first] = await heardOf(procWith({ 7: 'x'.repeat(100_000) }), [7], 1);
    expect(first?.[1]).toHaveLength(4096);
  });

  it('that hang are given up after a second, and those behind them are read', async () => {
    const root = procWith({ 9: 'sh\0' });
    mkdirSync(join(root, '7'));
    run('mkfifo', join(root, '7/cmdline'));
    expect(await heardOf(root, [7, 9], 1)).toEqual([[9, 'sh']]);
  });

  it('wait in a queue of bounded length', () => {
    const later = new CommandLineHelper(() => undefined, procWith({}));
    const taken = Array.from({ length: 100 }, (_, tgid) => later.ask(tgid + 1));
    expect(taken.filter((isTaken) => isTaken)).toHaveLength(64);
  });
});
