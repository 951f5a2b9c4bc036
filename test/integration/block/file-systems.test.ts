/** Whose bytes a file system gives to its device: the writer's, whoever carries them there. Every file system: test/long/block-file-systems.test.ts. */
import { BLOCK_NEEDS } from '../../support/block/watching.ts';
import { itKnowsWriters } from '../../support/block/writer-laws.ts';
import { describeWith } from '../../support/test-run/requires.ts';

describeWith(BLOCK_NEEDS, 'the device of a file system', () => {
  itKnowsWriters('ext4', 520);
});
