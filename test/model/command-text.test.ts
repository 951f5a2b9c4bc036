import { describe, expect, it } from 'vitest';
import { commandText } from '../../src/model/command-text.ts';
import { taskEntry } from '../support/samples.ts';

const full = [
  {
    name: 'loses the folder of its program',
    of: { command: '/usr/bin/dd if=/a/b' },
    is: 'dd if=/a/b',
  },
  { name: 'keeps a title whole', of: { command: 'sshd: root@pts/0' }, is: 'sshd: root@pts/0' },
  { name: 'keeps a program that is only a folder', of: { command: '/' }, is: '/' },
  { name: 'keeps a relative path that is no path', of: { command: 'a/b c' }, is: 'a/b c' },
  { name: 'loses a relative folder', of: { command: './b c' }, is: 'b c' },
  { name: 'of a task without one is its name in brackets', of: { command: '' }, is: '[dd]' },
  { name: 'of a kernel thread too', of: { kernelThread: true }, is: '[dd]' },
  { name: 'that could not be read is the name', of: {}, is: 'dd' },
  { name: 'of an ended task of no name says so', of: { comm: '' }, is: '{no such process}' },
  {
    name: 'of a thread with a name of its own has both',
    of: { tgid: 6, command: '/usr/bin/pool -x', processComm: 'pool' },
    is: 'pool -x [dd]',
  },
  {
    name: 'of a thread named as its process has no second name',
    of: { tgid: 6, command: '/usr/bin/pool -x' },
    is: 'pool -x',
  },
] as const;

describe('a full command', () => {
  it.each(full)('$name', ({ of, is }) => {
    expect(commandText(taskEntry({ tid: 7, comm: 'dd', ...of }), 'full')).toBe(is);
  });
});

describe('a short command', () => {
  it('is the name the kernel keeps, even where the command line is a title', () => {
    const entry = taskEntry({ tid: 7, comm: 'sshd', command: 'sshd: root@pts/0' });
    expect(commandText(entry, 'short')).toBe('sshd');
  });
});
