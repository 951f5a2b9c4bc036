/** Whose bytes each file system gives to its device: the writer's, whoever carries them there. */
import { BLOCK_NEEDS } from '../support/block/watching.ts';
import { itKnowsWriters } from '../support/block/writer-laws.ts';
import { describeWith } from '../support/test-run/requires.ts';

describeWith(BLOCK_NEEDS, 'the device of every file system', () => {
  for (const fileSystem of ['ext4', 'xfs', 'btrfs'] as const) itKnowsWriters(fileSystem, 1500);
});
