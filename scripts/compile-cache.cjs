// Writes what V8 makes of dist/program.js, for the Node that runs this: dist/front.cache, what version and help need of it; dist/lists.cache,
// what lists need too; and dist/screen.cache, what the screen needs besides. bin/iotop.js reads one of them.
//
// V8 keeps what was compiled, and compiles what is called: so the program is run, as whoever builds it would run it first.
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

const main = async () => {
  const { exit } = process;
  // Settings of nobody; and Node is to end the process, as for a profile.
  process.env = { TERM: 'xterm', NODE_V8_COVERAGE: '' };
  const text = readFileSync(PROGRAM, 'latin1');
  // Wrapped as in bin/iotop.js, or V8 would refuse the cache there.
  const script = new Script(`(function (require, __filename) {\n${text}\n})`, {
    filename: PROGRAM,
    lineOffset: -1,
  });
  const keep = (name) => {
    setFlagsFromString('--flush-bytecode');
    const file = join(__dirname, '../dist', name);
    const stamp = `${process.version} ${process.arch} ${text.slice(-67)}`;
    const data = script.createCachedData();
    const sum = Buffer.alloc(4);
    sum.writeInt32LE(sumOf(data));
    const opened = openSync(`${file}.new`, 'w');
    writeFileSync(opened, Buffer.concat([Buffer.from(stamp), sum, data]));
    fsyncSync(opened);
    closeSync(opened);
    renameSync(`${file}.new`, file);
    setFlagsFromString('--no-flush-bytecode');
  };
  setFlagsFromString('--no-flush-bytecode');
  // Each has what the one before has.
  for (const [name, runs] of Object.entries({ front: FRONT, lists: LISTS, screen: SCREEN })) {
    for (const each of runs) await run(script, each);
    keep(`${name}.cache`);
  }
  exit(0);
};

main();
