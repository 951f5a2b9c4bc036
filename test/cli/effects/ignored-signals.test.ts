import { describe, expect, it } from 'vitest';
import { signalsIn, takeIgnoredSignals } from '../../../src/cli/effects/ignored-signals.ts';
import { END_SIGNALS } from '../../../src/lib/end-signals.ts';

describe('the signals we were started to ignore', () => {
  it.each([
    { said: 'SigIgn:\t0000000000000000', signals: [] },
    { said: 'SigIgn:\t0000000000000001', signals: ['SIGHUP'] },
    { said: 'SigIgn:\t0000000000000006', signals: ['SIGINT', 'SIGQUIT'] },
    { said: 'SigIgn:\tfffffffe7ffbfeff', signals: END_SIGNALS },
    { said: 'SigIgn:\t0000000001001000', signals: [] },
    { said: 'SigIgn:\t0000000000002000', signals: ['SIGALRM'] },
  ])("are those of the kernel's mask: $said", ({ said, signals }) => {
    expect([...(signalsIn(said) ?? [])]).toEqual(signals);
  });

  it.each([undefined, '', 'SigIgn:', 'SigIgn: xyz', 'SigBlk: 1', 'SigIgn: 00000000000000001'])(
    'are not known by %j',
    (said) => {
      expect(signalsIn(said)).toBeUndefined();
    },
  );

  it('are no business of what we start', () => {
    const environment = { IOTOP_IGNORED_SIGNALS: 'SigIgn:\t0000000000000002', OTHER: 'kept' };
    const { signals, knownBy } = takeIgnoredSignals(environment);
    expect({ signals: [...signals], knownBy }).toEqual({ signals: ['SIGINT'], knownBy: 'kernel' });
    expect(environment).toEqual({ OTHER: 'kept' });
  });
});
