/** What a user must know about what is shown: on standard error, each thing once. */
import { gapText } from '../render/gap-text.ts';
import type { Gap } from '../sample/gap.ts';
import type { Sample } from '../sample/sample.ts';
import type { RejectedEngine } from '../sampler/open-engine.ts';
import type { Complaints } from './personality.ts';

export type Note = (line: string) => void;

/** Why a lesser engine is in use. */
export const noteEngine = (
  rejected: readonly RejectedEngine[],
  engine: string,
  note: Note,
): void => {
  const first = rejected[0];
  if (first === undefined) return;
  const reasons = rejected.map((each) => `${each.engine}: ${each.reason}`).join('; ');
  const remedy = first.remedy === '' ? '' : `; ${first.remedy}`;
  note(`using the ${engine} engine (${reasons})${remedy}`);
};

/**
 * Notes a sample's gaps: a standing one once, a loss each time it happens.
 */
export const gapNoter = (
  note: Note,
  complaints: Complaints = 'all',
): ((sample: Sample) => void) => {
  const said = new Set<string>();
  return (sample) => {
    const others = sample.gaps.some(isOthers);
    for (const gap of sample.gaps) {
      // Whose tasks are denied has been said; how many they are is no news.
      if (others && gap.kind === 'tasks-denied') continue;
      if (complaints !== 'all' && !keepsOthersFromStarting(gap)) continue;
      const key = identityOf(gap);
      if (key !== undefined && said.has(key)) continue;
      if (key !== undefined) said.add(key);
      note(gapText(gap));
    }
  };
};

const isOthers = (gap: Gap): boolean => gap.kind === 'unavailable' && gap.what === 'other-users';

/** The iotops before this one see everybody's tasks or none. */
const keepsOthersFromStarting = (gap: Gap): boolean =>
  isOthers(gap) || gap.kind === 'tasks-denied' || gap.kind === 'tasks-unread';

/** undefined: a loss of this very interval. */
const identityOf = (gap: Gap): string | undefined => {
  switch (gap.kind) {
    case 'exits-lost':
      return undefined;
    case 'unavailable':
      return `${gap.what} ${gap.reason}`;
    default:
      return gap.kind;
  }
};
