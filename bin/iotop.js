#!/bin/sh
':' //; IOTOP_IGNORED_SIGNALS=$(grep SigIgn /proc/self/status 2>/dev/null); export IOTOP_IGNORED_SIGNALS; exec node "$0" "$@"

/*
 * Where the program starts, and the only part of it that an old Node can read: in words that Node 10 knew, and nothing is loaded
 * before the version has been looked at. To a shell it is the second line and no more, which tells Node what Node forgets as it starts: the
 * signals that are to be ignored (src/cli/effects/ignored-signals.ts). `npm install -g` links the command `iotop` to it; the build writes dist/iotop.js from it, which
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

/** The text of the program, if it is whole. esbuild writes ASCII only. */
const read = (path) => {
  try {
    const text = require('node:fs').readFileSync(path, 'latin1');
    if (/^\/\/[0-9a-f]{64}\n$/.test(text.slice(-STAMP))) return text;
    return fail(`${path} is cut short or changed; run "npm ci" in the clone, which builds it`);
  } catch (error) {
    fail(
      error.code === 'EACCES'
        ? `cannot read ${path}: ${error.code}; its owner can let everybody: chmod -R a+rX on its folder`
        : `${path} is not there; run "npm ci" in the clone, which builds it, and copy its folder dist as a whole`,
    );
  }
};

/**
 * What V8 made of the program when it was built (scripts/compile-cache.cjs), as much of it as is needed now. Undefined where it was
 * built by another Node, from another text, or not at all, or where it is damaged. It stands beside the program and nowhere else: whoever could write it could write
 * the program.
 */
const readCache = (path, text) => {
  try {
    const cache = require('node:fs').readFileSync(path);
    const stamp = `${process.version} ${process.arch} ${text.slice(-STAMP)}`;
    if (cache.latin1Slice(0, stamp.length) !== stamp) return undefined;
    const data = cache.subarray(stamp.length + 4);
    return cache.readInt32LE(stamp.length) === sumOf(data) ? data : undefined;
  } catch (_) {
    return undefined;
  }
};

/** V8 looks at the head only, and crashes on the rest: shows a damaged block of a disk, in a fraction of the time that all bytes take. */
const sumOf = (data) => {
  let sum = data.length;
  for (let i = 0; i < data.length; i += 127) sum = (Math.imul(sum, 31) + data[i]) | 0;
  return sum;
};

/** Length of the last line of the program, a comment with the hash of all that stands before it. */
const STAMP = 67;

/** Node applies it to what is required only. */
const wantsSourceMap = () =>
  [...process.execArgv, process.env.NODE_OPTIONS || ''].some((option) => option.includes('enable-source-maps'));

const cacheName = () => {
  if (process.argv.some((word) => ['-v', '--version', '-h', '--help'].includes(word))) return 'front.cache';
  return isTerminal() ? 'screen.cache' : 'lists.cache';
};

/** As far as the cache asks. `process.stdout` is not touched yet: Node changes how a pipe waits, which main.ts must have seen before. */
const isTerminal = () => {
  try {
    const { rdev, mode } = require('node:fs').fstatSync(1);
    return (mode & 0o170000) === 0o020000 && rdev !== DEV_NULL;
  } catch (_) {
    return false;
  }
};
const DEV_NULL = 0x103;

const start = () => {
  const path = require('node:path').join(__dirname, PROGRAM);
  const text = read(path);
  if (text === undefined) return;
  const cachedData = readCache(path.replace(/program\.js$/, cacheName()), text);
  if (cachedData === undefined || wantsSourceMap()) require(path);
  else {
    const { Script } = require('node:vm');
    const script = new Script(`(function (require, __filename) {\n${text}\n})`, {
      filename: path,
      lineOffset: -1,
      cachedData,
    });
    script.runInThisContext()(require, path);
  }
};

const [major, minor] = process.versions.node.split('.').map(Number);
if (typeof require === 'undefined') {
  fail(`${process.argv[1]} was copied alone; copy its folder as a whole, package.json with it`);
} else if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
  start();
} else {
  const [found, place] = [process.versions.node, process.execPath];
  fail(
    `needs Node ${OLDEST.join('.')} or newer, and ${place} is Node ${found}; take a newer one from https://nodejs.org`,
  );
}
