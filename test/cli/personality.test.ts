import { describe, expect, it } from 'vitest';
import { personalityOf } from '../../src/cli/personality.ts';

describe('the personality', () => {
  it.each([
    { calledBy: 'iotop', args: ['-b', '--personality', 'iotop-c'], is: 'iotop-c' },
    {
      calledBy: 'iotop',
      args: ['--personality=iotop-c', '--personality=iotop-py'],
      is: 'iotop-py',
    },
    { calledBy: 'iotop-c', args: ['--personality=nobody'], is: 'iotop-c' },
    { calledBy: 'iotop', args: ['run', 'x', '--personality=iotop-c'], is: 'iotop' },
    { calledBy: 'iotop', args: ['-b', '--personality'], is: 'iotop' },
    { calledBy: 'toString', args: [], is: 'iotop' },
  ])('of $calledBy with $args is $is, before anything is parsed', ({ calledBy, args, is }) => {
    expect(personalityOf(calledBy, args).name).toBe(is);
  });
});
