import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandReader, readTaskName } from '../../../../src/kernel/sys/proc/command-line.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';

const STAT = (state: string): string => `7 (a) b) c) ${state} 1 1 1`;

const readOf = (cmdline: string | Uint8Array, state = 'S') => {
  const root = temporaryFolder();
  mkdirSync(join(root, '7'));
  writeFileSync(join(root, '7/cmdline'), cmdline);
  writeFileSync(join(root, '7/stat'), STAT(state));
  return new CommandReader(root).read(7);
};

describe('a command line', () => {
  it.each([
    { bytes: 'dd\0if=/a b\0', is: 'dd if=/a b' },
    { bytes: 'a\0\0c\0', is: 'a  c' },
    { bytes: 'a\0\0\0', is: 'a' },
    { bytes: 'sshd: root', is: 'sshd: root' },
    { bytes: '', is: '' },
  ])('$bytes is its arguments joined by blanks', ({ bytes, is }) => {
    expect(readOf(bytes)).toEqual({ kind: 'read', command: is });
  });

  it('keeps bytes that are no UTF-8, each by itself', () => {
    expect(readOf(Uint8Array.of(0x61, 0xff, 0xe2))).toEqual({
      kind: 'read',
      command: 'a\udcff\udce2',
    });
  });

  it.each([1, 2, 3, 4])('too long by far ends between two characters (offset %i)', (offset) => {
    const read = readOf('x'.repeat(offset) + '\u{1f600}'.repeat(2000));
    const command = read.kind === 'read' ? read.command : '';
    expect(command).toMatch(/^x+\u{1f600}+$/u);
    expect(new TextEncoder().encode(command).length).toBeGreaterThan(4092);
  });

  it('of a process stuck in the kernel is not asked for', () => {
    expect(readOf('dd\0', 'D')).toEqual({ kind: 'stuck' });
  });

  it('of nobody is gone', () => {
    expect(new CommandReader(temporaryFolder()).read(7)).toEqual({ kind: 'gone' });
  });
});

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
