/** What is typed behind `iotop watch`: an expression, a time, and whom it is asked of. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/lib/errors.ts';
import { triggerOf } from '../../../src/model/trigger/trigger.ts';

describe('the time behind for', () => {
  it.each([
    ['write > 1M', 0],
    ['write > 1M for 10s', 10e9],
    ['write > 1M  FOR  1.5 m ', 90e9],
    ['(write > 1M)for 2s or io > 5%', undefined],
    ['(write > 1M) for 500ms', 0.5e9],
    ['comm = "wait for 10s"', 0],
    ["comm = 'wait for' and write > 1M for 3s", 3e9],
    ['comm ~ for', undefined],
    ['comm = forty', 0],
    [`write > 1M ${' '.repeat(982)}for 90s`, 90e9],
  ])('%s: %d ns', (text, lasting) => {
    if (lasting === undefined) expect(() => triggerOf(text, undefined)).toThrow(UsageError);
    else expect(triggerOf(text, undefined)).toMatchObject({ lasting, text });
  });
});

describe('whom it is asked of', () => {
  it.each([
    ['write > 1M', undefined, 'processes'],
    ['device = vda and p99 > 10ms', undefined, 'processes'],
    ['device = vda and p99 > 10ms', 'devices', 'devices'],
    ['device = vda and busy > 90 %', undefined, 'devices'],
    ['queue > 8', undefined, 'devices'],
    ['device-p99 > 1s', undefined, 'devices'],
    ['errors > 0', undefined, 'devices'],
    ['write > 1M', 'services', 'services'],
  ] as const)('%s with %s: %s', (text, unit, is) => {
    expect(triggerOf(text, unit).unit).toBe(is);
  });
});

describe('a mistake is told with its place', () => {
  it.each([
    ['', undefined, 'is empty'],
    ['  ', undefined, 'is empty'],
    ['wrte > 1M for 10s', undefined, 'at character 1: no name wrte; did you mean write?'],
    ['write > 1 for 10s', undefined, 'at character 9: write takes a value such as 1M'],
    ['write > 1M for ten', undefined, 'at character 15: for takes a time such as 10s'],
    ['write > 1M for', undefined, 'at character 15: for takes a time such as 10s'],
    ['write > 1M for 10', undefined, 'at character 15: for takes a time such as 10s'],
    [
      'write > 1M for 1s for 2s',
      undefined,
      'at character 12: here belongs and, or, or the end; for TIME stands last',
    ],
    [
      'write > 1M for 30s and comm = dd',
      undefined,
      'at character 12: here belongs and, or, or the end; for TIME stands last',
    ],
    [
      '(write > 1M for 3s) and pid = 1',
      undefined,
      'at character 13: here belongs and, or, or ); for TIME stands last',
    ],
    [
      'busy > 9% and comm = dd',
      undefined,
      'at character 15: comm is of tasks, but busy of devices',
    ],
    ['comm = dd and busy > 9%', undefined, 'at character 1: comm is of tasks, but busy of devices'],
    [`write > 1M${' '.repeat(1000)}for 1s`, undefined, 'at character 1001: this is too long'],
    [
      'busy > 9%',
      'services',
      'at character 1: busy is of devices, but --unit=services asks services',
    ],
    [
      'write > 1M and user = root',
      'devices',
      'at character 16: user is of tasks, but --unit=devices asks devices',
    ],
  ] as const)('%s', (text, unit, problem) => {
    expect(() => triggerOf(text, unit)).toThrow(`the expression ${problem}`);
    expect(() => triggerOf(text, unit)).toThrow(UsageError);
  });

  it('a place that is not that of for has no word of it', () => {
    const wrong = () => triggerOf('write > 1M comm = dd for 3s', undefined);
    expect(wrong).toThrow(/or the end$/);
  });
});
