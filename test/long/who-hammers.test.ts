/** Who hammers the disk is named within two refreshes, in words and in the first rows, however many others wait or end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { NODE, PROGRAM } from '../support/iotop/program.ts';
import { biggest, crowd, hog, startHammers, writersNow } from '../support/load/hammer.ts';
import { startInPty } from '../support/screen/pty.ts';
import type { Size } from '../support/screen/screen-after.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

const LOADS = { 'a crowd': crowd, 'one that starts anew all the time': withHog };
const SIZES: Size[] = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 10 },
  { columns: 120, rows: 35 },
];
const REFRESH = 1000;

function withHog(folder: string) {
  return [...crowd(folder), hog(folder)];
}

describeWith(['root', 'fio'], 'beside loads of every kind', () => {
  for (const [load, of] of Object.entries(LOADS)) {
    it(`(${load}) screens of every size name who reads and who writes most`, async () => {
      const folder = temporaryFolder();
      const hammers = startHammers(of(folder), folder);
      onTestFinished(async () => {
        hammers.end();
        await sleep(500);
      });
      // fio lays out its files first.
      await sleep(2000);
      const looks = [hammers.moved()];
      await sleep(2000);
      looks.push(hammers.moved());
      const sessions = SIZES.map((size) => startInPty(NODE, [PROGRAM], size));
      onTestFinished(() => {
        for (const session of sessions) session.close();
      });
      const hasSample = (rows: readonly string[]): boolean =>
        /read +\d/.test(rows.join('\n')) || / (reads|writes) /.test(rows.join('\n'));
      for (const session of sessions) await session.until('a sample', hasSample);
      looks.push(hammers.moved());
      await sleep(2 * REFRESH);
      for (let second = 0; second < 3; second++) {
        const shown = await Promise.all(
          sessions.map((session) => session.until('a frame', () => true)),
        );
        const before = looks.at(-1) as (typeof looks)[number];
        looks.push(hammers.moved());
        const after = looks.at(-1) as (typeof looks)[number];
        const named = {
          read: biggest('read', before, after),
          write: writersNow(looks.slice(-4)),
        };
        for (const [at, rows] of shown.entries()) expectNamed(rows, SIZES[at]?.columns ?? 0, named);
        await sleep(2 * REFRESH);
      }
    });
  }
});

const expectNamed = (
  rows: readonly string[],
  columns: number,
  named: Readonly<Record<'read' | 'write', readonly string[]>>,
): void => {
  for (const kind of ['read', 'write'] as const) {
    for (const part of Object.values(partsOf(rows))) {
      // 40 cells hold two clauses: who reads a fortieth of what others write gives way to who waits.
      if (kind === 'read' && columns < 80 && part.includes(' waits ')) continue;
      expect(
        named[kind].some((name) => part.includes(name)),
        `${kind}: ${named[kind]}\n${rows.join('\n')}`,
      ).toBe(true);
    }
  }
};

const TITLES = /\bCOMMAND\b/;

/**
 * What stands above the titles, and the five rows below them, which are all there are at 40×10: when the kernel writes back what the writers dirtied in the last seconds, these stand
 * before who reads, for the disk works for them then.
 */
const partsOf = (rows: readonly string[]): { above: string; first: string } => {
  const titles = rows.findIndex((row) => TITLES.test(row));
  return {
    above: rows.slice(0, titles).join('\n'),
    first: rows.slice(titles + 1, titles + 6).join('\n'),
  };
};
