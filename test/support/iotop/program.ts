/** The program as users run it: what `npm ci` built (`npm test` builds it anew), where every user may read it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { place } from '../test-run/place.ts';

/** Another in its place, an executable that needs no Node: a path such as /var/tmp/iotop-linux-x64, which every user may run. */
const SINGLE = process.env.IOTOP_PROGRAM;

export const PROGRAM = SINGLE ?? join(place().program, 'dist/iotop.js');
/** The Node that runs us, where every user may run it; what runs an executable by its path, where that is the program. */
export const NODE = SINGLE === undefined ? place().node : '/usr/bin/env';

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs it without a terminal, to its end. */
export const runProgram = (
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly uid?: number } = {},
): Promise<Ended> =>
  new Promise((done) => {
    execFile(
      NODE,
      [PROGRAM, ...args],
      { ...options, maxBuffer: 64 * 2 ** 20 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        done({ code, stdout, stderr });
      },
    );
  });
