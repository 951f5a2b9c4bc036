/** Ends the process once standard error is written. */
import { leave, standardFlags } from '../../kernel/sys/process/leave.ts';

/** The longest wait for standard error, in milliseconds: a reader that stands still must not keep the process alive. */
const PATIENCE = 500;

/** To be called before anything is written. @returns ends the process; it returns where Node must end it */
export const prepareEnd = (): ((status: number) => Promise<void>) => {
  const flags = standardFlags();
  return async (status) => {
    await standardErrorWritten();
    leave(status, flags);
  };
};

/** Resolves when standard error has taken our last words, or has had time enough. Who writes on standard output has waited already. */
const standardErrorWritten = async (): Promise<void> => {
  const { stderr } = process;
  if (stderr.writableLength === 0 || stderr.destroyed) return;
  await new Promise<void>((done) => {
    setTimeout(done, PATIENCE);
    stderr.write('', () => done());
  });
};
