/** Typing the task ids and users to keep to: `4242 root +1000`. */
import { idleEntry } from '../../sample/idle-tasks.ts';
import { editedText, editKey, editLine } from '../core/line-editor.ts';
import { inMode, type ModeOf, type Next, stay, type TuiState, toTable } from '../core/state.ts';
import { withRows } from '../table/rows.ts';

export const openOnlyThese = (state: TuiState): Next => {
  const { ids, uids } = state.selection;
  const text = [...ids, ...Array.from(uids, (uid) => `+${uid}`)].join(' ');
  return stay(inMode(state, { kind: 'only-these', edited: editLine(text) }));
};

export const onOnlyTheseKey = (state: TuiState, mode: ModeOf<'only-these'>, key: string): Next => {
  if (key === 'escape') return toTable(state);
  if (key === 'enter') return keepTo(state, mode);
  const edited = editKey(mode.edited, key);
  return stay(edited === undefined ? state : inMode(state, { kind: 'only-these', edited }));
};

const keepTo = (state: TuiState, mode: ModeOf<'only-these'>): Next => {
  const words = editedText(mode.edited)
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const ids = new Set<number>();
  const uids = new Set<number>();
  for (const word of words) {
    const uid = /^\+\d+$/.test(word) ? Number(word.slice(1)) : uidOf(state, word);
    if (/^\d+$/.test(word)) ids.add(Number(word));
    else if (uid !== undefined) uids.add(uid);
    else
      return stay(
        inMode(state, { ...mode, problem: `no task of a user ${word}; +UID takes a number` }),
      );
  }
  return toTable(withRows({ ...state, selection: { ...state.selection, ids, uids }, top: 0 }));
};

/** Users are known by the tasks that were seen. */
const uidOf = ({ sample }: TuiState, name: string): number | undefined => {
  const busy = sample?.tasks.find(({ user }) => user === name);
  const { idle } = sample ?? {};
  const place = idle?.names?.findIndex((names) => names?.user === name) ?? -1;
  return busy?.uid ?? (idle === undefined || place < 0 ? undefined : idleEntry(idle, place).uid);
};
