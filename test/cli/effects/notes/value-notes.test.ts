/** Held against what the kernel and the file of users say themselves. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { noteUnknownHere } from '../../../../src/cli/effects/notes/value-notes.ts';
import { whereOption } from '../../../../src/model/filter/filter.ts';

const notesOf = (filter: string): readonly string[] => {
  const notes: string[] = [];
  noteUnknownHere(whereOption(filter, '--where'), (line) => notes.push(line));
  return notes;
};

/** By /proc/diskstats; none in some sandboxes. */
const DEVICES = readFileSync('/proc/diskstats', 'utf8')
  .split('\n')
  .flatMap((line) => line.trim().split(/ +/)[2] ?? []);

const USERS = readFileSync('/etc/passwd', 'utf8').match(/^[\w-]+/gm) ?? [];

it('devices and users that this machine has are no news', () => {
  expect(USERS.length).toBeGreaterThan(0);
  for (const device of DEVICES) expect(notesOf(`device = ${device}`)).toEqual([]);
  for (const user of USERS) expect(notesOf(`user = ${user}`)).toEqual([]);
});

it('others are told, and what they hold reaches no terminal', () => {
  expect(notesOf('user = no-such-user-here')).toEqual([
    'no user no-such-user-here here now; it is waited for',
  ]);
  const [line] = notesOf('device = "\u001b[2Jx"');
  expect(line === undefined).toBe(DEVICES.length === 0);
  expect(line ?? '').not.toContain('\u001b');
});
