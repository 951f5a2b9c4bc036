/** Held against what the kernel and the file of users say themselves. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { noteUnknownHere } from '../../../../src/cli/effects/notes/value-notes.ts';
import { whereOption } from '../../../../src/model/filter/filter.ts';
import { itWith } from '../../../support/test-run/requires.ts';

const notesOf = (filter: string): readonly string[] => {
  const notes: string[] = [];
  noteUnknownHere(whereOption(filter, '--where'), (line) => notes.push(line));
  return notes;
};

/** By /proc/diskstats; none in some sandboxes. */
const DEVICES = readFileSync('/proc/diskstats', 'utf8')
  .split('\n')
  .flatMap((line) => line.trim().split(/ +/)[2] ?? []);

const PASSWD = readFileSync('/etc/passwd', 'utf8');
const USERS = PASSWD.match(/^[\w-]+/gm) ?? [];
const UIDS = PASSWD.match(/(?<=^[^:]*:[^:]*:)\d+/gm) ?? [];

it('devices and users that this machine has are no news', () => {
  expect(USERS.length).toBeGreaterThan(0);
  for (const device of DEVICES) expect(notesOf(`device = ${device}`)).toEqual([]);
  expect(UIDS).toHaveLength(USERS.length);
  for (const user of [...USERS, ...UIDS]) expect(notesOf(`user = ${user}`)).toEqual([]);
});

itWith(['root'], 'a number without a name is somebody while a process has it', async () => {
  const UID = 987_654_321;
  const told = ['no user 987654321 here now; it is waited for'];
  expect(notesOf(`user = ${UID}`)).toEqual(told);
  const child = spawn('sleep', ['60'], { uid: UID, stdio: 'ignore' });
  try {
    expect(notesOf(`user = ${UID}`)).toEqual([]);
  } finally {
    child.kill('SIGKILL');
  }
});

it('others are told, with the one that is likely meant, and what they hold reaches no terminal', () => {
  expect(notesOf('user = no-such-user-here')).toEqual([
    'no user no-such-user-here here now; it is waited for',
  ]);
  expect(notesOf('user = rot')).toEqual([
    'no user rot here now (did you mean root?); it is waited for',
  ]);
  const [line] = notesOf('device = "\u001b[2Jx"');
  expect(line === undefined).toBe(DEVICES.length === 0);
  expect(line ?? '').not.toContain('\u001b');
});
