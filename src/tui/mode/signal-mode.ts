/** kill: a signal from the menu, for a process, asked for once more. */
import { findVictim } from '../core/acted-on.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState, tell } from '../core/state.ts';
import { placeAfter } from './menu.ts';
import { onQuestionKey, pageUnder } from './question.ts';

/** The menu: what it is called and what it does. */
export const SIGNALS = [
  { name: 'SIGTERM', does: 'asks it to end' },
  { name: 'SIGINT', does: 'as Ctrl-C would' },
  { name: 'SIGHUP', does: 'its terminal is gone; many services read their settings anew' },
  { name: 'SIGKILL', does: 'ends it, with no chance to put things in order' },
  { name: 'SIGSTOP', does: 'stops it for a while' },
  { name: 'SIGCONT', does: 'lets it go on' },
  { name: 'SIGQUIT', does: 'ends it with a core dump' },
  { name: 'SIGUSR1', does: 'what the program makes of it' },
  { name: 'SIGUSR2', does: 'what the program makes of it' },
] as const;

export const openSignal = (state: TuiState): Next => {
  const found = findVictim(state, 'signal');
  if ('problem' in found) return tell(state, 'error', found.problem);
  // Signals of the menu reach whole processes, whichever of their threads was selected.
  const target = { ...found.target, unit: 'process' } as const;
  const under = pageUnder(state);
  return stay(inMode(state, { kind: 'signal', target, at: 0, step: 'choose', under }));
};

export const onSignalKey = (state: TuiState, mode: ModeOf<'signal'>, key: string): Next => {
  const { at, target } = mode;
  const signal = SIGNALS[at] as (typeof SIGNALS)[number];
  if (mode.step === 'confirm') {
    return onQuestionKey(state, mode, key, { kind: 'send-signal', target, signal: signal.name });
  }
  const to = placeAfter(key, at, SIGNALS.length);
  if (to !== undefined) return stay(inMode(state, { ...mode, at: to }));
  switch (key) {
    case 'enter':
      return stay(inMode(state, { ...mode, step: 'confirm' }));
    case 'escape':
    case 'q':
      return stay(inMode(state, mode.under));
    default:
      return stay(state);
  }
};
