/** kill: a signal from the menu, for a process, asked for once more. */

import { findVictim } from '../core/acted-on.ts';
import {
  inMode,
  type Mode,
  type Next,
  pageUnder,
  stay,
  type TuiState,
  tell,
} from '../core/state.ts';

type SignalMode = Extract<Mode, { kind: 'signal' }>;

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

export const onSignalKey = (state: TuiState, mode: SignalMode, key: string): Next =>
  mode.step === 'choose' ? choose(state, mode, key) : confirm(state, mode, key);

const choose = (state: TuiState, mode: SignalMode, key: string): Next => {
  switch (key) {
    case 'up':
      return stay(inMode(state, { ...mode, at: Math.max(0, mode.at - 1) }));
    case 'down':
      return stay(inMode(state, { ...mode, at: Math.min(SIGNALS.length - 1, mode.at + 1) }));
    case 'enter':
      return stay(inMode(state, { ...mode, step: 'confirm' }));
    case 'escape':
    case 'q':
      return stay(inMode(state, mode.under));
    default:
      return stay(state);
  }
};

const confirm = (state: TuiState, mode: SignalMode, key: string): Next => {
  const signal = SIGNALS[mode.at]?.name;
  if ((key === 'y' || key === 'Y') && signal !== undefined) {
    const effect = { kind: 'send-signal', target: mode.target, signal } as const;
    return [inMode(state, mode.under), [effect]];
  }
  return key === 'n' || key === 'escape' || key === 'q'
    ? stay(inMode(state, { ...mode, step: 'choose' }))
    : stay(state);
};
