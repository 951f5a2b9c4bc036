#!/usr/bin/env node
/*
 * Where the program starts, and the only part of it that an old Node can read: in words that Node 10 knew, and nothing is imported
 * before the version has been looked at. `npm install -g` links the command `iotop` to it; the build copies it to dist/iotop.js.
 */

// On SIGUSR1 Node opens its debugger to whoever reaches the port, and this process may be root's. First, for it may come at any time.
process.on('SIGUSR1', () => {});

const OLDEST = [20, 19];
const PROGRAM = '../dist/program.js';

const fail = (line) => {
  process.stderr.write(`iotop: ${line}\n`);
  process.exitCode = 1;
};

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
  import(PROGRAM).catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    fail(`it is not built yet (${error.message}); run "npm ci" in the clone, which builds it`);
  });
} else {
  const [found, place] = [process.versions.node, process.execPath];
  fail(
    `needs Node ${OLDEST.join('.')} or newer, and ${place} is Node ${found}; take a newer one from https://nodejs.org`,
  );
}
