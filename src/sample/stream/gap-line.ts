/** A gap of the stream as one of those we know. */
import type { Capability, Gap } from '../gap.ts';
import type { GapLine } from './fields.ts';
import { quote } from './text.ts';

/**
 * The gap; undefined when a field is missing that its kind must have.
 *
 * A kind or capability from a newer iotop becomes an `unavailable` that says so: a gap is never dropped, since silence
 * means that nothing was missed.
 */
export const gapOf = (line: GapLine): Gap | undefined => {
  const { kind, count, reason, what, remedy } = line;
  switch (kind) {
    case 'exits-lost':
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

const CAPABILITIES: { readonly [Name in Capability]: true } = {
  exits: true,
  'io-wait': true,
  'swap-wait': true,
  'other-users': true,
  'hidden-tasks': true,
  'process-1': true,
  cgroup: true,
  disks: true,
  system: true,
};

const isCapability = (word: string): word is Capability => Object.hasOwn(CAPABILITIES, word);

const fromNewer = (word: string): Gap => ({
  kind: 'unavailable',
  what: 'system',
  reason: `something was missed that this version has no name for (${quote(word)})`,
  remedy: 'read it with the version of iotop that wrote it',
});
