/** Damages a recording in every way a disk or a crash does, and says what was left each time. */

import { type Milliseconds, milliseconds } from '../../../src/lib/units.ts';
import { encodeBlock } from '../../../src/record/format/block.ts';
import { BlockLines } from '../../../src/record/format/block-lines.ts';
import { surveyBytes } from '../../../src/record/read/segment-survey.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleAt, task } from '../samples/stream-samples.ts';
import { inMemory, readBack, segmentOf } from './segments.ts';

/** A recording to damage: each sample can be told from every other. */
export type Patient = {
  readonly bytes: Uint8Array;
  /** Where each block ends. */
  readonly ends: readonly number[];
  readonly samples: readonly Sample[];
  readonly perBlock: number;
};

export const patientOf = async (samples: number, perBlock: number): Promise<Patient> => {
  const list = Array.from({ length: samples }, (_, i) =>
    sampleAt(i, { tasks: [task({ write: (i * 4096 + 7) as never, command: 'dd of=x' })] }),
  );
  return { ...(await segmentOf(list, perBlock)), samples: list, perBlock };
};

export type Outcome = {
  /** Blocks of which something is missing or false. */
  readonly lost: readonly number[];
  /** Samples that were never recorded. */
  readonly invented: number;
  readonly damage: readonly string[];
};

/** Blocks `from` to `to`, both included. */
export type BlockRange = { readonly from: number; readonly to: number };

export const wholeOf = ({ ends }: Patient): BlockRange => ({ from: 0, to: ends.length - 1 });

/**
 * What a reader gets from the damaged bytes when it asks for the samples of these blocks: it walks the whole recording, and
 * inflates only what lies in the range.
 */
export const outcomeOf = async (
  patient: Patient,
  damaged: Uint8Array,
  range = wholeOf(patient),
): Promise<Outcome> => {
  const timeOf = (index: number): Milliseconds | undefined => patient.samples[index]?.wallTime;
  const { samples, damage } = await readBack(damaged, {
    from: timeOf(range.from * patient.perBlock) ?? milliseconds(0),
    ...(range.to < patient.ends.length - 1
      ? { to: timeOf((range.to + 1) * patient.perBlock - 1) as Milliseconds }
      : {}),
  });
  const fingerprints = new Map(patient.samples.map((sample, i) => [fingerprint(sample), i]));
  const blocks = patient.ends.map(() => 0);
  let invented = 0;
  for (const sample of samples) {
    const index = fingerprints.get(fingerprint(sample));
    if (index === undefined) invented += 1;
    else
      blocks[Math.floor(index / patient.perBlock)] =
        (blocks[Math.floor(index / patient.perBlock)] ?? 0) + 1;
  }
  const lost = blocks.flatMap((count, block) => {
    if (block < range.from || block > range.to) return [];
    const whole = Math.min(patient.perBlock, patient.samples.length - block * patient.perBlock);
    return count === whole ? [] : [block];
  });
  return { lost, invented, damage: damage.map(({ kind }) => kind) };
};

/** The damaged bytes as a recorder leaves them that goes on: tail cut, a block appended. */
export const continued = async (damaged: Uint8Array): Promise<Uint8Array> => {
  const lines = new BlockLines();
  lines.add(sampleAt(1_000_000));
  const sealed = lines.seal();
  if (sealed === undefined) throw new Error('a block without samples');
  const { text, ...about } = sealed;
  const block = await encodeBlock(text, { ...about, sequence: 1_000_000, blocks: 1 });
  return Buffer.concat([damaged.subarray(0, surveyBytes(inMemory(damaged)).end), block]);
};

export const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const damaged = Uint8Array.from(bytes);
  damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
  return damaged;
};

const fingerprint = ({ endedAt, wallTime, tasks }: Sample): string =>
  [
    endedAt,
    wallTime,
    ...tasks.flatMap((t) => [t.tid, t.startedAt, t.comm, t.command, t.write]),
  ].join();
