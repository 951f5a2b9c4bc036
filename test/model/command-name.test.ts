import { describe, expect, it } from 'vitest';
import { commandNameOf, commandText, taskName } from '../../src/model/command-name.ts';
import { taskEntry } from '../support/samples/samples.ts';

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

const short = [
  { name: 'is the program alone', of: { command: '/usr/bin/dd if=/a/b' }, is: 'dd' },
  { name: 'is the program of a relative path too', of: { command: 'bin/b c' }, is: 'b' },
  {
    name: 'of a thread is that of its process, whatever the thread calls itself',
    of: { tgid: 6, comm: 'ib_io_rd-1', processComm: 'mysqld', command: '/usr/sbin/mysqld --x' },
    is: 'mysqld',
  },
  {
    name: 'has the blanks of its own, as far as the kernel keeps the name',
    of: { comm: 'Plex Media Serv', command: '/usr/lib/plex/Plex Media Server -x a/b' },
    is: 'Plex Media Server',
  },
  {
    name: 'has its blanks where it is all there is',
    of: { comm: 'My Tool', command: 'My Tool' },
    is: 'My Tool',
  },
  {
    name: 'of a thread has the blanks of its process’s name',
    of: {
      tgid: 6,
      comm: 'pool',
      processComm: 'Plex Media Serv',
      command: '/usr/lib/plex/Plex Media Server -x',
    },
    is: 'Plex Media Server',
  },
  {
    name: 'of a script is the interpreter, however the script is called',
    of: { comm: 'my tool', command: '/bin/sh ./my tool' },
    is: 'sh',
  },
  {
    name: 'that is a title whose name has blanks is whole',
    of: { comm: 'my tool', command: 'my tool: at work' },
    is: 'my tool: at work',
  },
  { name: 'of a login shell keeps its dash', of: { command: '-bash' }, is: '-bash' },
  { name: 'that is a title is whole', of: { command: 'sshd: root@pts/0' }, is: 'sshd: root@pts/0' },
  { name: 'that is only a folder is that', of: { command: '/' }, is: '/' },
  { name: 'of who says nothing is the task’s name', of: { command: ' -x' }, is: 'dd' },
  { name: 'of a task without one is its name in brackets', of: { command: '' }, is: '[dd]' },
  { name: 'of a kernel thread too', of: { kernelThread: true }, is: '[dd]' },
  { name: 'that could not be read is the task’s name', of: {}, is: 'dd' },
] as const;

describe('a short command', () => {
  it.each(short)('$name', ({ of, is }) => {
    expect(commandText(taskEntry({ tid: 7, comm: 'dd', ...of }), 'short')).toBe(is);
  });
});

describe('the name of a task', () => {
  it('is the one the kernel keeps, even where the command line is a title', () => {
    expect(taskName(taskEntry({ tid: 7, comm: 'sshd', command: 'sshd: root@pts/0' }))).toBe('sshd');
  });
});

const kernelThread = (comm: string): string =>
  commandNameOf(taskEntry({ tid: 1, comm, kernelThread: true }));

describe('the name tasks are added up by', () => {
  it("is their process's", () => {
    expect(commandNameOf(taskEntry({ tid: 2, comm: 'writer', processComm: 'db' }))).toBe('db');
    expect(commandNameOf(taskEntry({ tid: 1, comm: 'kworker/0:1-x' }))).toBe('kworker/0:1-x');
  });

  it.each([
    ['kworker/u8:3-ext4-rsv-conversion', 'kworker/u8:3'],
    ['kworker/u8:3+flush-254:0', 'kworker/u8:3'],
    ['kworker/0:1H-kblockd', 'kworker/0:1H'],
    ['kworker/0:1', 'kworker/0:1'],
    ['kworker/R-ext4-rsv-conversion', 'kworker/R-ext4-rsv-conversion'],
    ['jbd2/dm-0-8', 'jbd2/dm-0-8'],
    ['rcu_exp_par_gp_kthread_worker/0', 'rcu_exp_par_gp_kthread_worker/0'],
  ])('of the kernel thread %s is %s: a worker without its work', (comm, name) => {
    expect(kernelThread(comm)).toBe(name);
  });
});
