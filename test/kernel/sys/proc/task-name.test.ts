import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTaskName } from '../../../../src/kernel/sys/proc/task-name.ts';
import { temporaryFolder } from '../../../support/run/temporary-folder.ts';

const nameOf = (comm: string): string | undefined => {
  const root = temporaryFolder();
  mkdirSync(join(root, '7'));
  writeFileSync(join(root, '7/comm'), comm);
  return readTaskName(7, root);
};

describe("a task's name", () => {
  it.each(['kworker/u8:3+ext4-rsv-conversion', 'two words', 'x'.repeat(64)])('is %s', (name) => {
    expect(nameOf(`${name}\n`)).toBe(name);
  });

  it('of nobody, or that cannot be read, is unknown', () => {
    expect(readTaskName(7, temporaryFolder())).toBeUndefined();
    expect(nameOf('')).toBeUndefined();
  });

  it('is asked of this very process', () => {
    expect(readTaskName(process.pid)?.length).toBeGreaterThan(0);
  });
});
