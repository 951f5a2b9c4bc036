/** Who hammers the disk is named within two refreshes, in words and in the first rows, however many others wait or end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { NODE, PROGRAM } from '../support/iotop/program.ts';
import { biggest, crowd, hog, startHammers } from '../support/load/hammer.ts';
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
    for (const size of SIZES) {
      it(`(${load}) ${size.columns}×${size.rows} cells name who reads and who writes most`, async () => {
        const folder = temporaryFolder();
        const hammers = startHammers(of(folder), folder);
        onTestFinished(async () => {
          hammers.end();
          await sleep(500);
        });
        // fio lays out its files first.
        await sleep(4000);
        const session = startInPty(NODE, [PROGRAM], size);
        onTestFinished(() => session.close());
        await session.until(
          'a sample',
          (rows) => /read +\d/.test(rows.join('\n')) || / (reads|writes) /.test(rows.join('\n')),
        );
        let before = hammers.moved();
        await sleep(2 * REFRESH);
        for (let second = 0; second < 3; second++) {
          const rows = await session.until('a frame', () => true);
          const after = hammers.moved();
          for (const kind of ['read', 'write'] as const) {
            const names = biggest(kind, before, after);
            for (const part of Object.values(partsOf(rows))) {
              expect(
                names.some((name) => part.includes(name)),
                `${kind}: ${names}\n${rows.join('\n')}`,
              ).toBe(true);
            }
          }
          before = after;
          await sleep(2 * REFRESH);
        }
      });
    }
  }
});

const TITLES = /\bCOMMAND\b/;

/** What stands above the titles, and the three rows below them. */
const partsOf = (rows: readonly string[]): { above: string; first: string } => {
  const titles = rows.findIndex((row) => TITLES.test(row));
  return {
    above: rows.slice(0, titles).join('\n'),
    first: rows.slice(titles + 1, titles + 4).join('\n'),
  };
};
