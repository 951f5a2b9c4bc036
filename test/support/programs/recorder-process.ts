/**
 * A recorder in a process of its own, for tests that kill it: records samples made up from their numbers, and says on
 * standard output which it has taken.
 *
 * Arguments: the folder, and the number of the first sample.
 */
import { writeSync } from 'node:fs';
import { RecordingWriter } from '../../../src/record/write/writer.ts';
import { realisticLoad } from '../samples/realistic-load.ts';

const main = async ([folder = '', first = '0']: readonly string[]): Promise<void> => {
  const writer = await RecordingWriter.open(folder);
  let number = Number(first);
  for (const sample of realisticLoad({ start: Date.UTC(2026, 10, 23, 3) + number * 1000 })) {
    // As at one sample a second: the block before is written when the next sample comes.
    await writer.settled();
    writer.append({ ...sample, taskCount: number });
    writeSync(1, `${number}\n`);
    number += 1;
  }
};

void main(process.argv.slice(1));
