// Writes dist/program.cache: what V8 makes of dist/program.js, for the Node that runs this. bin/iotop.js reads it.
//
// The program is started as for its version, for lists and for the screen, but without koffi, so that it ends before its first system
// call. What is loaded until then goes into the cache, functions that were not called too.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

const PROGRAM = join(__dirname, '../dist/program.js');
const CACHE = join(__dirname, '../dist/program.cache');

const STARTS = [['--version'], ['-b'], []];

/** What the program gets of other modules. V8 takes a cache only under the flags it was made under, so it may set none. */
const requireFor = (name) => {
  if (name === 'koffi') throw new Error('not to be had');
  return name === 'node:v8' ? { setFlagsFromString: () => undefined } : require(name);
};

/** Resolves when it ends. */
const start = (script, args) =>
  new Promise((ended) => {
    process.argv = [process.execPath, 'iotop', ...args];
    process.exit = () => {
      ended();
      return new Promise(() => undefined);
    };
    script.runInThisContext()(requireFor, PROGRAM);
  });

const main = async () => {
  const text = readFileSync(PROGRAM, 'latin1');
  // Wrapped as in bin/iotop.js, or V8 would refuse the cache there.
  const script = new Script(`(function (require, __filename) {\n${text}\n})`, {
    filename: PROGRAM,
    lineOffset: -1,
  });
  const exit = process.exit;
  process.env = { TERM: 'xterm' };
  for (const stream of [process.stdin, process.stdout])
    Object.defineProperty(stream, 'isTTY', { value: true });
  for (const stream of [process.stdout, process.stderr])
    stream.write = (_, done) => {
      done?.();
      return true;
    };
  setFlagsFromString('--no-lazy');
  for (const args of STARTS) await start(script, args);
  setFlagsFromString('--lazy');
  const stamp = `${process.version} ${process.arch} ${text.slice(-67)}`;
  writeFileSync(`${CACHE}.new`, Buffer.concat([Buffer.from(stamp), script.createCachedData()]));
  renameSync(`${CACHE}.new`, CACHE);
  exit(0);
};

main();
