/** What a recorder reports while it goes on. */
import { assertNever } from '../../lib/errors.ts';

export type RecordNotice =
  /** An earlier recorder was stopped while writing: its unfinished block was removed. */
  | { readonly kind: 'tail-cut'; readonly segment: string; readonly bytes: number }
  | {
      readonly kind: 'segment-dropped';
      readonly segment: string;
      readonly why: 'age' | 'size' | 'disk full';
    }
  /** It is named like a segment and holds no block of ours, or may not be read. It is left alone. */
  | { readonly kind: 'file-passed-over'; readonly name: string; readonly why: string }
  /** The segment being written is gone from the folder, or another program wrote into it. */
  | { readonly kind: 'segment-taken'; readonly segment: string }
  | { readonly kind: 'drop-failed'; readonly segment: string; readonly problem: string }
  /** Nothing can be written now; samples wait in memory. Reported once, until writing works again. */
  | { readonly kind: 'waiting'; readonly problem: string }
  /** Writing works again; comes after `waiting`. */
  | { readonly kind: 'resumed'; readonly lost: number }
  /** Too many samples waited in memory: the oldest were dropped. */
  | { readonly kind: 'samples-lost'; readonly count: number }
  /** The disk did not confirm what was written. */
  | { readonly kind: 'sync-failed'; readonly problem: string };

/** One line for a person. */
export const describeNotice = (notice: RecordNotice): string => {
  switch (notice.kind) {
    case 'tail-cut':
      return `${notice.segment}: removed ${notice.bytes} bytes of a block that was never finished`;
    case 'segment-dropped':
      return `removed the oldest segment ${notice.segment} (${notice.why})`;
    case 'file-passed-over':
      return `${notice.name} is left alone: ${notice.why}`;
    case 'segment-taken':
      return `${notice.segment} was removed, renamed or changed while it was written; going on in a new segment`;
    case 'drop-failed':
      return `cannot remove the segment ${notice.segment}: ${notice.problem}`;
    case 'waiting':
      return `cannot record: ${notice.problem}; samples wait in memory`;
    case 'resumed':
      return `recording again; ${notice.lost} samples were lost`;
    case 'samples-lost':
      return `${notice.count} samples were not recorded: no room on disk, none in memory`;
    case 'sync-failed':
      return `the disk did not confirm what was written: ${notice.problem}`;
    default:
      return assertNever(notice);
  }
};
