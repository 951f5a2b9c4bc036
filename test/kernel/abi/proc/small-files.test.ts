import { describe, expect, it } from 'vitest';
import {
  anyCgroupOf,
  bootClockOffset,
  filePositionOf,
  isDirectoryOpen,
  mountIdOf,
  unifiedCgroupOf,
  waitChannelOf,
} from '../../../../src/kernel/abi/proc/small-files.ts';

const HYBRID = '9:name=systemd:/\n4:memory:/process_api/69b9\n0::/user.slice/a:b.scope\n';
const OLD = '4:memory:/docker/12ab\n1:name=systemd:/\n';

describe('the control group of a task', () => {
  it('is the path in the unified hierarchy, colons in it included', () => {
    expect(unifiedCgroupOf(HYBRID)).toBe('/user.slice/a:b.scope');
    expect(anyCgroupOf(HYBRID)).toBe('/user.slice/a:b.scope');
  });

  it('is unknown by its id where there is no unified hierarchy; a person is told the first there is', () => {
    expect(unifiedCgroupOf(OLD)).toBeUndefined();
    expect(anyCgroupOf(OLD)).toBe('/docker/12ab');
  });

  it('of a text that is none is none', () => {
    expect(unifiedCgroupOf('')).toBeUndefined();
    expect(anyCgroupOf('')).toBe('');
  });
});

describe('isDirectoryOpen', () => {
  const opened = (flags: string): string =>
    `pos:\t9223372036854775807\nflags:\t${flags}\nmnt_id:\t19\n`;

  it('is the bit O_DIRECTORY of the flags, which is another on ARM and PowerPC', () => {
    expect(isDirectoryOpen(opened('02300000'), 'x64')).toBe(true);
    expect(isDirectoryOpen(opened('02140000'), 'x64')).toBe(false);
    expect(isDirectoryOpen(opened('02140000'), 'arm64')).toBe(true);
    expect(isDirectoryOpen('', 'x64')).toBe(false);
  });
});

describe('filePositionOf', () => {
  it('is the number after pos:', () => {
    expect(filePositionOf('pos:\t123456\nflags:\t0100002\nmnt_id:\t19\n')).toBe(123_456);
  });

  it('is unknown where there is none', () => {
    for (const text of ['', 'flags:\t0\n', 'pos:\t-1\n', 'xpos:\t1\n']) {
      expect(filePositionOf(text)).toBeUndefined();
    }
  });
});

it('a file is on the mount of its mnt_id, where there is one', () => {
  expect(mountIdOf('pos:\t123456\nflags:\t0100002\nmnt_id:\t19\n')).toBe(19);
  for (const text of ['', 'pos:\t1\n', 'mnt_id:\t-1\n']) expect(mountIdOf(text)).toBeUndefined();
});

it('a task sleeps in a function of the kernel, or nobody says in which', () => {
  expect(waitChannelOf('jbd2_log_wait_commit')).toBe('jbd2_log_wait_commit');
  for (const text of ['', '0', '0\n']) expect(waitChannelOf(text)).toBeUndefined();
});

describe('bootClockOffset', () => {
  it('is that of the boot clock, in either direction', () => {
    expect(
      bootClockOffset('monotonic           0         0\nboottime        86400       500\n'),
    ).toBe(86_400e9 + 500);
    expect(
      bootClockOffset('monotonic         100         0\nboottime          -60 900000000\n'),
    ).toBe(-59.1e9);
  });

  it('is unknown where none is told', () => {
    for (const text of ['', 'monotonic 1 0\n', 'boottime x 0\n', 'boottime 1\n']) {
      expect(bootClockOffset(text)).toBeUndefined();
    }
  });
});
