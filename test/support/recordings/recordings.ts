/** Writes recordings and reads them back. */
import { readFileSync } from 'node:fs';
import type { Damage } from '../../../src/record/format/damage.ts';
import { listSegments } from '../../../src/record/read/folder.ts';
import { type ReadOptions, readSegments } from '../../../src/record/read/reader.ts';
import { RecordingWriter, type WriterOptions } from '../../../src/record/write/writer.ts';
import type { Sample } from '../../../src/sample/sample.ts';

/** Records the samples as one run of the recorder would. */
export const record = async (
  folder: string,
  samples: readonly Sample[],
  options: WriterOptions = {},
): Promise<void> => {
  const writer = await RecordingWriter.open(folder, options);
  for (const sample of samples) writer.append(sample);
  await writer.close();
};

export const readFolder = async (
  folder: string,
  range: Omit<ReadOptions, 'onDamage'> = {},
): Promise<{ readonly samples: Sample[]; readonly damage: Damage[] }> => {
  const samples: Sample[] = [];
  const damage: Damage[] = [];
  const options = { ...range, onDamage: (found: Damage) => damage.push(found) };
  for await (const sample of readSegments(await listSegments(folder), options))
    samples.push(sample);
  return { samples, damage };
};

/** The bytes of all segments, in order. */
export const bytesOf = async (folder: string): Promise<Buffer[]> =>
  (await listSegments(folder)).map(({ path }) => readFileSync(path));
