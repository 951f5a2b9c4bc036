/** A folio is charged whole, and written in part: the figures are the kernel's, and a note says how to read them. */
import { spawn } from 'node:child_process';
import { expect, onTestFinished } from 'vitest';
import type { EngineName } from '../../src/sample/sample.ts';
import { chargedTo, entriesOf } from '../support/iotop/monitored.ts';
import { NODE, PROGRAM } from '../support/iotop/program.ts';
import { describeAccuracy, KIB, MIB } from '../support/load/accuracy.ts';
import { FILE_SYSTEMS, makeFileSystem } from '../support/load/file-system.ts';
import { itWith } from '../support/test-run/requires.ts';
import { until } from '../support/test-run/until.ts';

const REWRITES = 200;

/** Lists as users see them. @returns how many there have been, and what was said beside them */
const startLists = async (
  engine: EngineName,
): Promise<{ readonly count: () => number; readonly notes: () => string }> => {
  const child = spawn(NODE, [PROGRAM, '-b', '-d', '0.3', '--engine', engine], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  let lists = '';
  let notes = '';
  child.stdout.on('data', (text) => {
    lists += text;
  });
  child.stderr.on('data', (text) => {
    notes += text;
  });
  const count = (): number => lists.split('Total DISK READ').length - 1;
  await until(() => count() > 0);
  return { count, notes: () => notes };
};

describeAccuracy('large folios', ({ engines, watch, loadIn }) => {
  for (const name of ['ext4', 'xfs'] as const) {
    itWith(
      FILE_SYSTEMS[name],
      `of ${name}: told as charged, and that less was written is said exactly where it is so`,
      async () => {
        const { folder, moved, remove } = await makeFileSystem(name);
        onTestFinished(remove);
        const load = await loadIn(folder, 'rewrite', REWRITES, 64 * MIB);
        const watching = await watch(0.5);
        const lists = await Promise.all(engines.map(startLists));
        const before = moved().write;
        load.step();
        const [truth] = await load.moved();
        const written = moved().write - before;
        const charged = truth?.writeBytes ?? 0;
        // Elsewhere a folio is a page.
        const areLarge = charged > REWRITES * 256 * KIB;
        expect(charged).toBeGreaterThanOrEqual(REWRITES * 4 * KIB);
        if (areLarge) expect(written).toBeLessThan(charged / 4);
        for (const { engine, samples } of await watching.caughtUp()) {
          const told = entriesOf(
            samples,
            ({ tid, comm }) => tid === truth?.tid && comm === truth.comm,
          );
          expect(chargedTo(told).write, engine).toBe(charged);
        }
        for (const { count, notes } of lists) {
          const due = count() + 2;
          await until(() => count() >= due);
          expect(notes().includes('large folios')).toBe(areLarge);
        }
      },
    );
  }
});
