import { describe, expect, it } from 'vitest';
import { CAP, processRights } from '../../../../src/kernel/abi/proc/process-status.ts';

const status = (gid: string, groups: string, capabilities: string): string =>
  `Name:\tiotop\nUid:\t0\t0\t0\t0\nGid:\t${gid}\nGroups:\t${groups}\nCapPrm:\t000001ffffffffff\nCapEff:\t${capabilities}\nCapBnd:\t000001ffffffffff\n`;

describe('what a process may', () => {
  it('is told by the effective capabilities, not the permitted ones', () => {
    const rights = processRights(status('1\t1\t1\t1', '', '0000000000080004'));
    expect(rights.has(CAP.sysPtrace)).toBe(true);
    expect(rights.has(CAP.dacReadSearch)).toBe(true);
    expect(rights.has(CAP.dacOverride)).toBe(false);
    expect(rights.has(CAP.netAdmin)).toBe(false);
  });

  it('is told by the file system group and the supplementary ones', () => {
    expect(processRights(status('1\t2\t3\t4', '27 100 ', '0')).groups).toEqual([4, 27, 100]);
    expect(processRights(status('1\t2\t3\t4', '', '0')).groups).toEqual([4]);
  });

  it('is nothing when nothing is said', () => {
    expect(processRights('').groups).toEqual([]);
    expect(processRights('').has(CAP.dacOverride)).toBe(false);
  });
});
