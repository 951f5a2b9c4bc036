/** Whose the pages of one file are when several tasks rewrite it by turns: each writes, has it on the disk, and lets the next. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished } from 'vitest';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import { diskEntries, sumOf } from '../../support/block/asked.ts';
import { BLOCK_NEEDS, fileSystemForTest, watchBlocks } from '../../support/block/watching.ts';
import { KIB, MIB } from '../../support/load/accuracy.ts';
import { FILE_SYSTEMS } from '../../support/load/file-system.ts';
import { run } from '../../support/load/loop-device.ts';
import { describeWith, itWith } from '../../support/test-run/requires.ts';

const BLOCK = 8 * KIB;
const FILE = 64 * MIB;
const ROUNDS = 60;

/** Writes a block at each place it is told, then has them on the disk, and says so. */
const WRITER = `
const { openSync, writeSync, fdatasyncSync } = require('node:fs');
const file = openSync(process.argv[1], 'r+');
const block = Buffer.alloc(${BLOCK}, 7);
require('node:readline').createInterface({ input: process.stdin }).on('line', (places) => {
  for (const place of JSON.parse(places)) writeSync(file, block, 0, ${BLOCK}, place);
  fdatasyncSync(file);
  writeSync(1, '\\n');
});
`;

/** @returns the process id, and its turn */
const startWriter = (file: string) => {
  const child: ChildProcess = spawn(process.execPath, ['-e', WRITER, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  const said = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  return {
    pid: child.pid as number,
    turn: async (places: readonly number[]): Promise<void> => {
      const done = once(said, 'line');
      child.stdin?.write(`${JSON.stringify(places)}\n`);
      await done;
    },
  };
};

/** Different places of the file, all over it, in no order. @param seed another gives others */
const placesOf = (count: number, seed: number): readonly number[] =>
  Array.from(
    { length: count },
    (_, i) => (((seed * 31 + i) * 2654435761) % (FILE / BLOCK)) * BLOCK,
  );

describeWith([...BLOCK_NEEDS], 'a file that lies in memory and that tasks rewrite by turns', () => {
  for (const fileSystem of ['ext4', 'xfs'] as const) {
    for (const count of [2, 3, 4]) {
      itWith(
        FILE_SYSTEMS[fileSystem],
        `is written for each of ${count}, on ${fileSystem}, to the byte`,
        async () => {
          const { folder, device } = await fileSystemForTest(fileSystem);
          const file = join(folder, 'cached');
          run('dd', 'if=/dev/urandom', `of=${file}`, 'bs=2M', 'count=32', 'conv=fsync');
          const watching = await watchBlocks();
          const writers = Array.from({ length: count }, () => startWriter(file));
          for (let round = 0; round < ROUNDS; round++) {
            for (const [index, { turn }] of writers.entries()) {
              await turn(placesOf(index + 1, round * count + index));
            }
          }
          const samples = await watching.caughtUp();
          const told = writers.map(({ pid }) => {
            const of = ({ tgid }: TaskEntry): boolean => tgid === pid;
            return sumOf(diskEntries(samples, device, of), 'write');
          });
          expect(told).toEqual(writers.map((_, index) => ROUNDS * (index + 1) * BLOCK));
        },
      );
    }
  }
});
