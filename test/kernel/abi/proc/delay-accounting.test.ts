import { describe, expect, it } from 'vitest';
import {
  countsWaitsTooLong,
  delayAccountingOf,
} from '../../../../src/kernel/abi/proc/delay-accounting.ts';

const BUILT_IN = '0000000000000000 T delayacct_init\n0000000000000000 T __delayacct_tsk_init\n';

const old = {
  setting: undefined,
  release: '5.10.0-32-cloud-amd64',
  commandLine: 'BOOT_IMAGE=/vmlinuz quiet',
  symbols: () => BUILT_IN,
};

describe('delay accounting', () => {
  it.each([
    { setting: '1\n', is: 'on' },
    { setting: '0\n', is: 'off' },
  ])('is $is where the switch says $setting', ({ setting, is }) => {
    const symbols = () => expect.fail('the switch tells');
    expect(delayAccountingOf({ ...old, release: '6.1.0', setting, symbols })).toBe(is);
  });

  it.each(['5.13.9', '5.4.0-1', '4.18.0-553.el8.x86_64'])(
    'is kept always on %s, from before there was a switch',
    (release) => {
      expect(delayAccountingOf({ ...old, release })).toBe('always');
    },
  );

  it.each([
    { name: 'it was switched off at boot', facts: { commandLine: 'quiet nodelayacct\n' } },
    { name: 'it is not built in', facts: { symbols: () => '0000 t pid_delayacct\n' } },
    { name: 'the symbols may not be read', facts: { symbols: () => '' } },
    { name: 'a kernel with switches has none', facts: { release: '5.14.0' } },
    { name: 'the release says nothing', facts: { release: '' } },
  ])('is not to be had where $name', ({ facts }) => {
    expect(delayAccountingOf({ ...old, ...facts })).toBeUndefined();
  });
});

it.each([
  ['5.10.0-32-cloud-amd64', false],
  ['6.9.12', false],
  ['6.11.0', false],
  ['6.12.48+deb13-amd64', true],
  ['6.18.44-fc', true],
  ['7.2.0', true],
  ['', false],
  ['mine', false],
])('the kernel begins waits at an earlier one since Linux 6.12: %j: %s', (release, isSo) => {
  expect(countsWaitsTooLong(release)).toBe(isSo);
});
