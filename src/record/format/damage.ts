/** What is wrong with a recording, named so that a person can find it. */
import { assertNever } from '../../lib/errors.ts';

export type Damage =
  /** The end of the segment's last block is missing: the recorder or the machine stopped while writing. */
  | Placed<'torn'>
  /** Bytes that are no block. */
  | Placed<'unreadable'>
  /** A block whose text does not match its checksum. */
  | (Placed<'damaged-block'> & { readonly samples: number; readonly problem: string })
  /** A line in a whole block that is no sample of a version we read. */
  | (Placed<'bad-line'> & { readonly problem: string })
  /** No damage: a file that is only named like a segment, without any block of ours. */
  | { readonly kind: 'foreign'; readonly segment: string }
  /** No damage either: a segment that is there under another name, too. */
  | { readonly kind: 'copy'; readonly segment: string; readonly of: string }
  /** A segment that this user may not read. */
  | { readonly kind: 'denied'; readonly segment: string; readonly problem: string }
  /** Blocks that were written and are not there: a segment is missing, or the bytes before were they. */
  | { readonly kind: 'missing-blocks'; readonly segment: string; readonly count: number };

/** Bytes from `offset` to `end` of a segment. */
type Placed<Kind extends string> = {
  readonly kind: Kind;
  readonly segment: string;
  readonly offset: number;
  readonly end: number;
};

/** One line for a person. */
export const describeDamage = (damage: Damage): string => {
  switch (damage.kind) {
    case 'torn':
      return `${placeOf(damage)}: the end of a block is missing`;
    case 'unreadable':
      return `${placeOf(damage)}: not a block`;
    case 'damaged-block':
      return `${placeOf(damage)}: a damaged block of ${damage.samples} samples (${damage.problem})`;
    case 'bad-line':
      return `${placeOf(damage)}: ${damage.problem}`;
    case 'foreign':
      return `${damage.segment}: no recording, left alone; what it is, "iotop report" of it alone may tell`;
    case 'copy':
      return `${damage.segment}: a copy of ${damage.of}, passed over`;
    case 'denied':
      return `${damage.segment}: passed over, this user may not read it (${damage.problem})`;
    case 'missing-blocks':
      return `${damage.segment}: ${damage.count} blocks are missing before it or in it`;
    default:
      return assertNever(damage);
  }
};

/** What is said of a file that costs the recording nothing. */
export const isHarmless = ({ kind }: Damage): boolean => kind === 'foreign' || kind === 'copy';

const placeOf = ({ segment, offset, end }: Placed<string>): string =>
  `${segment}: bytes ${offset} to ${end}`;
