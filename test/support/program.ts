/** The program as users run it: what `npm ci` built (`npm test` builds it anew). */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

export const PROGRAM = resolve(import.meta.dirname, '../../dist/iotop.js');

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs it without a terminal, to its end. */
export const runProgram = (
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly uid?: number } = {},
): Promise<Ended> =>
  new Promise((done) => {
    execFile(
      process.execPath,
      [PROGRAM, ...args],
      { ...options, maxBuffer: 64 * 2 ** 20 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        done({ code, stdout, stderr });
      },
    );
  });
