import { expect, it } from 'vitest';
import { asCalled } from '../../src/render/as-called.ts';

it.each([
  ['run iotop as root: sudo iotop', 'run iotop as root: sudo node dist/iotop.js'],
  ['run sudo iotop (3 others)', 'run sudo node dist/iotop.js (3 others)'],
  [
    'sysctl kernel.task_delayacct=1, or iotop --delayacct',
    'sysctl kernel.task_delayacct=1, or node dist/iotop.js --delayacct',
  ],
  ['3 faults; "iotop verify" lists them', '3 faults; "node dist/iotop.js verify" lists them'],
  ['iotop doctor says what would help', 'node dist/iotop.js doctor says what would help'],
])('a command in %j is one that can be typed', (text, typed) => {
  expect(asCalled(text, 'node dist/iotop.js')).toBe(typed);
  expect(asCalled(text, 'iotop')).toBe(text);
});

it.each([
  'a replay; iotop alone shows them',
  'there is no recording at /var/log/iotop record',
  'sudo iotop-c',
  '/srv/sudo iotop.js',
])('the name of the program, of a folder or of another program stays: %j', (text) => {
  expect(asCalled(text, 'node dist/iotop.js')).toBe(text);
});

it('no path acts on the terminal or is taken for a pattern', () => {
  expect(asCalled('sudo iotop', "/x\x1b[2J/$&'")).toBe("sudo /x\\x1b[2J/$&'");
});
