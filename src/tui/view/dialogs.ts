/** Dialogs: drawn over the lower rows of the table. */
import { COLUMNS } from '../../model/columns.ts';
import { formatIoPriority, ioPriorityValue } from '../../model/io-priority.ts';
import { barLine, type Line, span } from '../line.ts';
import { CLASSES, LEVELS } from '../mode/priority-mode.ts';
import { SIGNALS } from '../mode/signal-mode.ts';
import type { Mode, TuiState } from '../state.ts';
import { nameOf } from '../target.ts';

/** The rows of the dialog that is open, if one is. */
export const dialogLines = (state: TuiState): readonly Line[] => {
  const { mode } = state;
  switch (mode.kind) {
    case 'priority':
      return priorityDialog(mode);
    case 'signal':
      return signalDialog(mode);
    case 'columns':
      return columnsDialog(state, mode.at);
    default:
      return [];
  }
};

const title = (text: string): Line => barLine('dialog-title', span(` ${text}`, 'dialog-title'));
const option = (text: string, isChosen: boolean): Line =>
  barLine(isChosen ? 'selected' : 'dialog', span(`${isChosen ? ' > ' : '   '}${text}`));
const hint = (text: string): Line => barLine('dialog', span(` ${text}`, 'label'));
const question = (text: string): Line =>
  barLine('dialog', span(` ${text} `, 'warning'), span('y', 'key'), span(' or '), span('n', 'key'));

const CLASS_NAMES = { none: 'none', rt: 'real-time', be: 'best-effort', id: 'idle' } as const;

const priorityDialog = ({
  target,
  chosen,
  step,
}: Extract<Mode, { kind: 'priority' }>): readonly Line[] => {
  const whom = target.unit === 'process' ? `each thread of ${nameOf(target)}` : nameOf(target);
  const result = formatIoPriority(ioPriorityValue(chosen));
  if (step === 'confirm') {
    return [title(`I/O priority of ${whom}`), question(`Set it to ${result}?`)];
  }
  const classes = CLASSES.map((name) =>
    span(
      name === chosen.class ? ` [${CLASS_NAMES[name]}] ` : `  ${CLASS_NAMES[name]}  `,
      name === chosen.class ? 'key' : 'dialog',
    ),
  );
  const levels = Array.from({ length: LEVELS }, (_, level) =>
    span(
      level === chosen.level ? ` [${level}] ` : `  ${level}  `,
      level === chosen.level ? 'key' : 'dialog',
    ),
  );
  return [
    title(`I/O priority of ${whom}`),
    barLine('dialog', span(' class ', 'label'), ...classes),
    barLine(
      'dialog',
      span(' level ', 'label'),
      ...(chosen.class === 'id' ? [span('  (idle has none)', 'label')] : levels),
    ),
    hint('Left Right class, Up Down or 0-7 level, t thread or process, Enter sets, Esc leaves'),
  ];
};

const signalDialog = ({ target, at, step }: Extract<Mode, { kind: 'signal' }>): readonly Line[] => {
  const chosen = SIGNALS[at];
  if (step === 'confirm' && chosen !== undefined) {
    return [title(`Signal to ${nameOf(target)}`), question(`Send ${chosen.name}?`)];
  }
  return [
    title(`Signal to ${nameOf(target)}`),
    ...SIGNALS.map(({ name, does }, index) => option(`${name.padEnd(8)} ${does}`, index === at)),
    hint('Up Down choose, Enter sends, Esc leaves'),
  ];
};

const columnsDialog = ({ settings }: TuiState, at: number): readonly Line[] => [
  title('Columns'),
  ...COLUMNS.map(({ id, title: name, help }, index) =>
    option(`[${settings.columns.has(id) ? 'x' : ' '}] ${name.padEnd(11)} ${help}`, index === at),
  ),
  hint('Up Down move, Space shows or hides, Enter done'),
];
