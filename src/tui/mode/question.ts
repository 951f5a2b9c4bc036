/** The dialogs that act on a task: opened over the table or the details, and asked for once more at their end. */
import type { Effect } from '../core/effects.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState } from '../core/state.ts';

type DialogMode = ModeOf<'priority' | 'signal'>;

export const pageUnder = ({ mode }: TuiState): DialogMode['under'] =>
  mode.kind === 'details' ? mode : { kind: 'table' };

/** @param effect what `y` does */
export const onQuestionKey = (
  state: TuiState,
  mode: DialogMode,
  key: string,
  effect: Effect,
): Next => {
  if (key === 'y' || key === 'Y') return [inMode(state, mode.under), [effect]];
  return key === 'n' || key === 'escape' || key === 'q'
    ? stay(inMode(state, { ...mode, step: 'choose' }))
    : stay(state);
};
