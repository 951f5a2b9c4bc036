/** Decodes a gap of the stream. */
import { CAPABILITIES, type Capability, type Gap } from '../gap.ts';
import type { SampleLine } from '../sample.ts';
import { quote } from './text.ts';

/**
 * The gap; undefined when a field is missing that its kind must have.
 *
 * A kind or capability of a newer iotop becomes an `unavailable` that says so: a dropped gap would mean that nothing was
 * missed.
 */
export const gapOf = (line: SampleLine['gaps'][number]): Gap | undefined => {
  const { kind, count, reason, what, remedy } = line;
  switch (kind) {
    case 'exits-lost':
    case 'asked-lost':
    case 'tasks-denied':
    case 'figures-discarded':
      return count === undefined ? undefined : { kind, count };
    case 'tasks-unread':
      return count === undefined || reason === undefined ? undefined : { kind, count, reason };
    case 'doubtful':
    case 'unavailable':
      if (what === undefined || reason === undefined || remedy === undefined) return undefined;
      return isCapability(what) ? { kind, what, reason, remedy } : fromNewer(what);
    default:
      return fromNewer(kind);
  }
};

const isCapability = (word: string): word is Capability =>
  (CAPABILITIES as readonly string[]).includes(word);

const fromNewer = (word: string): Gap => ({
  kind: 'unavailable',
  what: 'system',
  reason: `something was missed that this version has no name for (${quote(word)})`,
  remedy: 'read it with the version of iotop that wrote it',
});
