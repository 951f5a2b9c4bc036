/** What a reader of the figures must know: which parts of the source are damaged, what is not visible, and why. */
import { areChargesTooHigh, chargesText } from '../../model/totals/write-charges.ts';
import { gapText } from '../../render/text/gap-text.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import type { Gap } from '../../sample/gap.ts';
import type { TuiState } from './state.ts';

/** The gravest first; none: all that happened is shown. */
export const noticesOf = (state: TuiState): readonly string[] => [
  ...(state.damage.length === 0 ? [] : [damageText(state.damage)]),
  ...(state.sample?.gaps ?? [])
    .filter((gap) => concerns(gap, state))
    .sort((a, b) => weight(a) - weight(b))
    .map(gapText),
  ...chargesLines(state),
];

/** What is not visible and what is doubtful, for a page that scrolls. */
export const gapLines = (state: TuiState): readonly string[] => [
  ...(state.sample?.gaps ?? []).map(gapText),
  ...chargesLines(state),
];

const chargesLines = ({ memory }: TuiState): readonly string[] =>
  areChargesTooHigh(memory.writes) ? [chargesText(memory.writes)] : [];

/** What a column that is not shown lacks is in the help only. */
const concerns = (gap: Gap, { settings }: TuiState): boolean =>
  gap.kind !== 'unavailable' || gap.what !== 'cgroup' || settings.columns.has('cgroup');

/** All of it, for a page that scrolls. */
export const damageLines = ({ damage }: TuiState): readonly string[] => damage.map(sanitize);

const damageText = (damage: readonly string[]): string => {
  const faults = damage.length === 1 ? '1 fault' : `${damage.length} faults`;
  return `${faults} in what was read: ${sanitize(damage.at(-1) ?? '')}`;
};

/** That most tasks are not seen at all is said first; swap waits are missed by few, and a doubt is no lack. */
const weight = (gap: Gap): number => {
  if (gap.kind === 'doubtful') return 1;
  if (gap.kind !== 'unavailable') return 0;
  return gap.what === 'other-users' ? -1 : gap.what === 'swap-wait' ? 1 : 0;
};
