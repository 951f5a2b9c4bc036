/** What a reader of the figures must know: which parts of the source are damaged, what is not visible, and why. */
import { areChargesTooHigh, chargesText } from '../../model/totals/write-charges.ts';
import { asCalled } from '../../render/as-called.ts';
import { gapBriefText, gapRemedyText, gapText } from '../../render/text/gap-text.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import type { Capability, Gap } from '../../sample/gap.ts';
import type { Told, TuiState } from './state.ts';

type Notice = {
  /** Stays the same while figures in the texts change. */
  readonly id: string;
  /** One line: what to type, where something helps. */
  readonly short: string;
  /** Where that does not fit: half a command helps nobody. Absent: its beginning tells enough. */
  readonly brief?: string;
};

/** The gravest first; none: all that happened is shown. */
const noticesOf = (state: TuiState): readonly Notice[] => [
  ...(state.damage.length === 0 ? [] : [{ id: 'damage', short: damageText(state.damage) }]),
  ...gapsOf(state)
    .filter((gap) => concerns(gap, state))
    .sort((a, b) => weight(a) - weight(b))
    .map((gap) => ({
      id: idOf(gap),
      short: asCalled(gapRemedyText(gap), state.called),
      brief: gapBriefText(gap),
    })),
  ...chargesLines(state).map((text) => ({ id: 'charges', short: text })),
  ...settingsLines(state).map((text) => ({ id: 'settings', short: text })),
];

/** `⚠2`: so many lines the help has of them; empty: none. */
export const noticeMark = (state: TuiState): string => {
  const count = [damageLines, gapLines, settingsLines].reduce(
    (sum, linesOf) => sum + linesOf(state).length,
    0,
  );
  return count === 0 ? '' : `⚠${count}`;
};

/** What is wrong with the file of settings. */
export const settingsLines = ({ settingsProblem }: TuiState): readonly string[] =>
  settingsProblem === undefined ? [] : [sanitize(settingsProblem)];

/** What is not visible and what is doubtful, for a page that scrolls: as many as the mark counts. */
export const gapLines = (state: TuiState): readonly string[] => [
  ...gapsOf(state)
    .filter((gap) => concerns(gap, state))
    .map((gap) => asCalled(gapText(gap), state.called)),
  ...chargesLines(state),
];

/** What columns lack that are not shown: nobody counts it. */
export const hiddenColumnLines = (state: TuiState): readonly string[] =>
  gapsOf(state)
    .filter((gap) => !concerns(gap, state))
    .map(gapText);

/** All of it, for a page that scrolls. */
export const damageLines = ({ damage }: TuiState): readonly string[] => damage.map(sanitize);

/** Whether the tasks of other users are not seen: it is said all the time, for most figures are then of a few tasks. */
export const seesOwnTasksOnly = ({ sample }: TuiState): boolean =>
  sample?.gaps.some((gap) => gap.kind === 'unavailable' && gap.what === 'other-users') ?? false;

export const NOTHING_TOLD: Told = { ids: new Set() };

/** Told for so long; of a recording that is played faster, as long on our clock. Nanoseconds. */
const TOLD_FOR = 6e9;

/** Too little to speak of at the start: the mark counts it, the help explains it. */
const NOT_TOLD: ReadonlySet<string> = new Set(['unavailable process-1']);

const OF_ALL_USERS: ReadonlySet<string> = new Set(['damage', 'charges', 'settings']);

/** What is told from now on. Where only own tasks are seen that is said elsewhere, and its remedy is the remedy of all else. */
export const toldBy = (state: TuiState): Told => {
  const { told, sample, playback } = state;
  if (sample === undefined) return told;
  const all = noticesOf(state).filter(({ id }) => !NOT_TOLD.has(id));
  const worth = seesOwnTasksOnly(state) ? all.filter(({ id }) => OF_ALL_USERS.has(id)) : all;
  const [first, ...more] = worth.filter(({ id }) => !told.ids.has(id));
  if (first !== undefined) {
    const ids = new Set([...told.ids, ...worth.map(({ id }) => id)]);
    const { short, brief = short } = first;
    const others = more.length === 0 ? '' : ` (${more.length} more: ?)`;
    const until = sample.endedAt + TOLD_FOR * (playback?.speed ?? 1);
    return { ids, now: { text: short + others, brief: brief + others, until } };
  }
  return told.now !== undefined && sample.endedAt < told.now.until ? told : { ids: told.ids };
};

/** What is being told has been read. */
export const withoutNotice = (state: TuiState): TuiState => ({
  ...state,
  told: { ids: state.told.ids },
});

/** What helps on the machine that was recorded, then, helps nobody who looks at a replay. */
const gapsOf = ({ rights, sample }: TuiState): readonly Gap[] =>
  (sample?.gaps ?? []).map((gap) =>
    rights === 'replay' && 'remedy' in gap ? { ...gap, remedy: '' } : gap,
  );

const chargesLines = ({ memory }: TuiState): readonly string[] =>
  areChargesTooHigh(memory.writes) ? [chargesText(memory.writes)] : [];

/** What a column that is not shown lacks is in the help only. Called as another iotop, SWAPIN is missed by those who know it there. */
const concerns = (gap: Gap, { settings: { columns, sortColumn, cells } }: TuiState): boolean => {
  const column = gap.kind === 'unavailable' ? COLUMN_OF[gap.what] : undefined;
  if (column === undefined || columns.has(column) || sortColumn === column) return true;
  return column === 'swapin' && cells === 'wide';
};

/** What stands in one column and nowhere else. */
const COLUMN_OF: Partial<Record<Capability, 'cgroup' | 'swapin'>> = {
  cgroup: 'cgroup',
  'swap-wait': 'swapin',
};

const MOST_TASKS: ReadonlySet<Capability> = new Set(['other-users', 'unchosen-tasks']);

const idOf = (gap: Gap): string => ('what' in gap ? `${gap.kind} ${gap.what}` : gap.kind);

const damageText = (damage: readonly string[]): string => {
  const faults = damage.length === 1 ? '1 fault' : `${damage.length} faults`;
  return `${faults} in what was read: ${sanitize(damage.at(-1) ?? '')}`;
};

/** That most tasks are not seen at all is said first; swap waits are missed by few, and a doubt is no lack. */
const weight = (gap: Gap): number => {
  if (gap.kind === 'doubtful') return 1;
  if (gap.kind !== 'unavailable') return 0;
  return MOST_TASKS.has(gap.what) ? -1 : gap.what === 'swap-wait' ? 1 : 0;
};
