/** ionice: for a thread, or for each thread of its process; class and level are chosen, then asked for. */
import { type IoPriority, ioPriorityOf, ioPriorityValue } from '../../model/io-priority.ts';
import { findVictim } from '../core/acted-on.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState, tell } from '../core/state.ts';
import { onQuestionKey, pageUnder } from './question.ts';

type PriorityMode = ModeOf<'priority'>;

/** In the order the dialog lists them. */
export const CLASSES: readonly IoPriority['class'][] = ['rt', 'be', 'id'];
export const LEVELS = 8;

export const openPriority = (state: TuiState): Next => {
  const found = findVictim(state, 'priority');
  if ('problem' in found) return tell(state, 'error', found.problem);
  const entry = state.mode.kind === 'details' ? state.mode.entry : state.rows[state.at]?.row.entry;
  const now = entry?.ioPriority === undefined ? undefined : ioPriorityOf(entry.ioPriority);
  const chosen: IoPriority =
    now === undefined || now.class === 'none' ? { class: 'be', level: 4 } : now;
  const { target } = found;
  const under = pageUnder(state);
  return stay(inMode(state, { kind: 'priority', target, chosen, step: 'choose', under }));
};

export const onPriorityKey = (state: TuiState, mode: PriorityMode, key: string): Next =>
  mode.step === 'choose' ? choose(state, mode, key) : confirm(state, mode, key);

const choose = (state: TuiState, mode: PriorityMode, key: string): Next => {
  const { chosen, target } = mode;
  const to = (change: Partial<PriorityMode>): Next => stay(inMode(state, { ...mode, ...change }));
  const digit = /^[0-7]$/.test(key) ? Number(key) : undefined;
  if (digit !== undefined) return to({ chosen: { ...chosen, level: digit } });
  switch (key) {
    case 'left':
    case 'shift-tab':
      return to({ chosen: { ...chosen, class: classFrom(chosen, -1) } });
    case 'right':
    case 'tab':
      return to({ chosen: { ...chosen, class: classFrom(chosen, 1) } });
    case 'up':
      return to({ chosen: { ...chosen, level: Math.max(0, chosen.level - 1) } });
    case 'down':
      return to({ chosen: { ...chosen, level: Math.min(LEVELS - 1, chosen.level + 1) } });
    case 't':
      return to({
        target: { ...target, unit: target.unit === 'thread' ? 'process' : 'thread' },
      });
    case 'enter':
      return to({ step: 'confirm' });
    case 'escape':
    case 'q':
      return stay(inMode(state, mode.under));
    default:
      return stay(state);
  }
};

const confirm = (state: TuiState, mode: PriorityMode, key: string): Next => {
  const { chosen, target } = mode;
  const priority = ioPriorityValue({ ...chosen, level: chosen.class === 'id' ? 0 : chosen.level });
  return onQuestionKey(state, mode, key, { kind: 'set-io-priority', target, priority });
};

const classFrom = ({ class: now }: IoPriority, by: number): IoPriority['class'] => {
  const at = CLASSES.indexOf(now);
  return CLASSES[(at + by + CLASSES.length) % CLASSES.length] as IoPriority['class'];
};
