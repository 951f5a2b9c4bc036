// Writes what V8 makes of dist/program.js, for the Node that runs this: dist/front.cache, what version and help need of it; dist/lists.cache,
// what lists need too; and dist/screen.cache, what the screen needs besides. bin/iotop.js reads one of them.
//
// V8 keeps what was compiled, and compiles what is called: so the program is run, as whoever builds it would run it first. It is run in a
// process of its own, for it gives up the rights that writing into dist/ may need.
const { spawnSync } = require('node:child_process');
const {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

const PROGRAM = join(__dirname, '../dist/program.js');

const FRONT = [
  { args: ['--version'], isTTY: false },
  { args: ['--help'], isTTY: false },
];
// With the engine that changes nothing in the kernel: a build has no business there.
const LISTS = [{ args: ['-b', '-n', '2', '-d', '0.01', '--engine', 'procfs'], isTTY: false }];
const SCREEN = [{ args: ['-n', '2', '-d', '0.01', '--engine', 'procfs'], isTTY: true }];

/** What the program gets of other modules. V8 takes a cache only under the flags it was made under, so it may set none. */
const requireFor = (name) =>
  name === 'node:v8' ? { setFlagsFromString: () => undefined } : require(name);

/** A terminal that shows nothing and has no keys, or a file. */
const streamOf = (isTTY) => {
  const stream = {
    isTTY,
    fd: openSync('/dev/null', 'r+'),
    getWindowSize: () => [200, 50],
    write: (_, done) => {
      done?.();
      return true;
    },
  };
  for (const name of ['on', 'off', 'resume', 'pause', 'setRawMode']) stream[name] = () => stream;
  return stream;
};

/** As in bin/iotop.js. */
const sumOf = (data) => {
  let sum = data.length;
  for (let i = 0; i < data.length; i += 127) sum = (Math.imul(sum, 31) + data[i]) | 0;
  return sum;
};

/** Resolves when it ends. */
const run = (script, { args, isTTY }) =>
  new Promise((ended) => {
    process.argv = [process.execPath, 'iotop', ...args];
    for (const name of ['stdin', 'stdout', 'stderr'])
      Object.defineProperty(process, name, { value: streamOf(isTTY), configurable: true });
    process.exit = ended;
    script.runInThisContext()(requireFor, PROGRAM);
  });

/** By name, what is run for it; each has what the one before has. */
const CACHES = { front: FRONT, lists: LISTS, screen: SCREEN };
/** In the process that runs the program the files follow the three standard streams. */
const FIRST_FILE = 3;

const compile = async () => {
  const { exit } = process;
  // Settings of nobody; and Node is to end the process, as for a profile.
  process.env = { TERM: 'xterm', NODE_V8_COVERAGE: '' };
  const text = readFileSync(PROGRAM, 'latin1');
  // Wrapped as in bin/iotop.js, or V8 would refuse the cache there.
  const script = new Script(`(function (require, __filename) {\n${text}\n})`, {
    filename: PROGRAM,
    lineOffset: -1,
  });
  const stamp = Buffer.from(`${process.version} ${process.arch} ${text.slice(-67)}`);
  setFlagsFromString('--no-flush-bytecode');
  for (const [at, runs] of Object.values(CACHES).entries()) {
    for (const each of runs) await run(script, each);
    setFlagsFromString('--flush-bytecode');
    const data = script.createCachedData();
    const sum = Buffer.alloc(4);
    sum.writeInt32LE(sumOf(data));
    writeFileSync(FIRST_FILE + at, Buffer.concat([stamp, sum, data]));
    setFlagsFromString('--no-flush-bytecode');
  }
  exit(0);
};

const main = () => {
  const files = Object.keys(CACHES).map((name) => join(__dirname, '../dist', `${name}.cache`));
  const opened = files.map((file) => openSync(`${file}.new`, 'w'));
  const { status, signal } = spawnSync(process.execPath, [__filename, 'compile'], {
    stdio: ['ignore', 'inherit', 'inherit', ...opened],
  });
  if (status !== 0) throw new Error(`the program ended with ${signal ?? status}`);
  for (const [at, file] of files.entries()) {
    fsyncSync(opened[at]);
    closeSync(opened[at]);
    renameSync(`${file}.new`, file);
  }
};

if (process.argv[2] === 'compile') compile();
else main();
