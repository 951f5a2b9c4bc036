/** The last step of `main`: what was said is out, then the process ends. */
import { leave, standardFlags } from '../../kernel/sys/process/leave.ts';

/** How long standard error may take over our last words, in milliseconds: a reader that stands still must not keep us. */
const PATIENCE = 500;

/**
 * To be called before the first word is written.
 * @returns ends the process; it comes back where Node must end it
 */
export const openEnd = (): ((status: number) => Promise<void>) => {
  const flags = standardFlags();
  return async (status) => {
    await said();
    leave(status, flags);
  };
};

/** Resolves when standard error has taken our last words, or has had time enough. Who writes on standard output has waited already. */
const said = async (): Promise<void> => {
  const { stderr } = process;
  if (stderr.writableLength === 0 || stderr.destroyed) return;
  await new Promise<void>((done) => {
    setTimeout(done, PATIENCE);
    stderr.write('', () => done());
  });
};
