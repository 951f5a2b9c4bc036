/** Standard output that knows when nobody reads: `iotop | head` ends quietly. */
import type { Writable } from 'node:stream';

export type OutputStream = {
  /** Resolves when the text is taken; false: the reader is gone. @throws Error when the output fails otherwise (a full disk) */
  readonly write: (text: string) => Promise<boolean>;
  /** Waits for the reader no longer: a write that is not taken yet, and every later one, resolves to false. */
  readonly abandon: () => void;
};

export const outputStream = (stream: Writable): OutputStream => {
  let failure: NodeJS.ErrnoException | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= error;
  });
  let abandoned = false;
  let pending = (): void => undefined;
  const write = (text: string): Promise<boolean> =>
    new Promise((resolve, reject) => {
      if (abandoned) {
        resolve(false);
        return;
      }
      pending = () => resolve(false);
      if (text === '') {
        resolve(failure === undefined);
        return;
      }
      stream.write(text, (error) => {
        const problem = failure ?? (error as NodeJS.ErrnoException | null | undefined);
        if (problem === undefined || problem === null) resolve(true);
        else if (isGone(problem.code, stream)) resolve(false);
        else reject(new Error(`cannot write to standard output: ${problem.message}`));
      });
    });
  const abandon = (): void => {
    abandoned = true;
    pending();
  };
  return { write, abandon };
};

/**
 * Cells of a line of a terminal: as COLUMNS says, or else the terminal itself.
 * @returns undefined for what is no terminal, or one that does not know (a serial line)
 */
export const columnsOf = (
  stream: { readonly isTTY?: boolean; getWindowSize?(): readonly [number, number] },
  { COLUMNS = '' }: Readonly<Record<string, string | undefined>>,
): number | undefined => {
  if (stream.isTTY !== true) return undefined;
  const columns = /^\d+$/.test(COLUMNS) ? Number(COLUMNS) : (stream.getWindowSize?.()[0] ?? 0);
  return columns > 0 ? columns : undefined;
};

/** EIO is a broken disk, but of a terminal it says that nobody holds its other end any more. */
const isGone = (code: string | undefined, stream: Writable): boolean =>
  GONE.includes(code ?? '') || (code === 'EIO' && 'isTTY' in stream && stream.isTTY === true);

const GONE: readonly string[] = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];
