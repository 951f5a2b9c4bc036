#!/bin/sh
':' //; IOTOP_IGNORED_SIGNALS=$(grep SigIgn /proc/self/status 2>/dev/null); export IOTOP_IGNORED_SIGNALS; exec node "$0" "$@"

/*
 * Where the program starts, and the only part of it that an old Node can read: in words that Node 10 knew, and nothing is imported
 * before the version has been looked at. To a shell it is the second line and no more, which tells Node what Node forgets as it starts: the
 * signals that are to be ignored (src/cli/ignored-signals.ts). `npm install -g` links the command `iotop` to it; the build writes dist/iotop.js from it, which
 * looks for the program beside itself.
 */

// On SIGUSR1 Node opens its debugger to whoever reaches the port, and this process may be root's. First, for it may come at any time.
process.on('SIGUSR1', () => {});

const OLDEST = [20, 19];
const PROGRAM = '../dist/program.js';

const fail = (line) => {
  process.stderr.write(`iotop: ${line}\n`);
  process.exitCode = 1;
};

/** Why the program cannot be loaded, where that is no fault of its own. */
const explain = (error, path) =>
  import('node:fs').then(({ accessSync, constants }) => {
    try {
      accessSync(path, constants.R_OK);
    } catch ({ code }) {
      return fail(
        code === 'EACCES'
          ? `cannot read ${path}: ${code}; its owner can let everybody: chmod -R a+rX on its folder`
          : `${path} is not there; run "npm ci" in the clone, which builds it, and copy its folder dist as a whole`,
      );
    }
    throw error;
  });

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
  const path = decodeURIComponent(new URL(PROGRAM, import.meta.url).pathname);
  import(PROGRAM).catch((error) => explain(error, path));
} else {
  const [found, place] = [process.versions.node, process.execPath];
  fail(
    `needs Node ${OLDEST.join('.')} or newer, and ${place} is Node ${found}; take a newer one from https://nodejs.org`,
  );
}
