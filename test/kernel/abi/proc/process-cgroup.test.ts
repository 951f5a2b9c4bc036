import { describe, expect, it } from 'vitest';
import { anyCgroupOf, unifiedCgroupOf } from '../../../../src/kernel/abi/proc/process-cgroup.ts';

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
