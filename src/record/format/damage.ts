/** What is wrong with a recording, named so that a person can find it. */
import type { Milliseconds } from '../../lib/units.ts';

export type Damage = {
  readonly kind: /** The end of the segment's last block is missing: the recorder or the machine stopped while writing. */
    | 'torn'
    /** Bytes that are no block. */
    | 'unreadable'
    /** A block whose text does not match its checksum. */
    | 'damaged-block'
    /** A line in a whole block that is no sample of a version we read. */
    | 'bad-line'
    /** No damage: a file that is only named like a segment, without any block of ours. */
    | 'foreign'
    /** No damage either: a segment that is there under another name, too. */
    | 'copy'
    /** A segment that this user may not read. */
    | 'denied'
    /** Blocks that were written and are not there: a segment is missing, or the bytes before were they. */
    | 'missing-blocks';
  /** One line for a person: where, and what. */
  readonly text: string;
  /** Samples that are lost and the time of the block they were in; absent: unknown, or none were lost. */
  readonly lost?: LostSamples;
};

export type LostSamples = {
  readonly samples: number;
  /** Wall times of the block's first and last sample. */
  readonly from: Milliseconds;
  readonly to: Milliseconds;
};

export const copyOf = (segment: string, original: string): Damage => ({
  kind: 'copy',
  text: `${segment}: a copy of ${original}, passed over`,
});

/** Whether it costs the recording nothing. */
export const isHarmless = ({ kind }: Damage): boolean => kind === 'foreign' || kind === 'copy';
