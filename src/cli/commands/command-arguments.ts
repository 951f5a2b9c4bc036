/** What the commands over a recording have in common: their help, and the one folder they take. */
import { UsageError } from '../../lib/errors.ts';
import { DEFAULT_FOLDER } from '../recording/recording-input.ts';

/**
 * The one positional argument; the packaged recorder's folder when none is given.
 * @throws UsageError for more than one
 */
export const oneFolder = (command: string, positionals: readonly string[]): string => {
  const [folder = DEFAULT_FOLDER, extra] = positionals;
  if (extra !== undefined) {
    throw new UsageError(`${command} takes one recording, not also ${JSON.stringify(extra)}`);
  }
  return folder;
};
