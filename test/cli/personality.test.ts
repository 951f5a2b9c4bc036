import { describe, expect, it } from 'vitest';
import { personalityNamed, personalityOf } from '../../src/cli/personality.ts';
import { PERSONALITY_NAMES } from '../../src/cli/personality-name.ts';

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

  it('of another iotop sorts its screen by IO as that does; ours by what was moved', () => {
    const sorted = PERSONALITY_NAMES.map((name) => personalityNamed(name).defaults.sortColumn);
    expect(sorted).toEqual(['moved', 'io', 'io']);
  });
});
