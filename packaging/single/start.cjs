/**
 * Where the one file starts (scripts/build-single): runs dist/program.js, which is an asset of the executable, as bin/iotop.js does beside it.
 *
 * The native part of koffi must be a file for the loader of the system. It becomes one without a name, so that nobody can put another in
 * its place and nothing is left, however the program ends.
 */
const {
  closeSync,
  constants,
  fstatSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} = require('node:fs');
const { getAsset, getRawAsset } = require('node:sea');
const { Script } = require('node:vm');

/** In memory first: a program that watches disks should not write to one. */
const FOLDERS = ['/dev/shm', '/run', '/tmp', '/var/tmp'];
/** A folder of the user's choice, where none of these lets programs be loaded. */
const CHOSEN = process.env.IOTOP_NATIVE_FOLDER;
/** Source: include/uapi/asm-generic/fcntl.h */
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;

/** An open file without a name, which only we may read. @returns its descriptor */
const openNameless = (folder) => {
  try {
    return openSync(folder, O_TMPFILE | constants.O_RDWR, 0o600);
  } catch (error) {
    // Of file systems that cannot (overlay before Linux 6.3).
    if (!['EOPNOTSUPP', 'EISDIR'].includes(error.code)) throw error;
  }
  const own = mkdtempSync(`${folder}/iotop-`);
  try {
    return openSync(`${own}/koffi.node`, 'wx+', 0o600);
  } finally {
    rmSync(own, { recursive: true });
  }
};

const loadFrom = (folder) => {
  const file = openNameless(folder);
  try {
    const bytes = new Uint8Array(getRawAsset('koffi.node'));
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    const native = { exports: {} };
    process.dlopen(native, `/proc/self/fd/${file}`);
    return native.exports;
  } finally {
    closeSync(file);
  }
};

const loadNative = () => {
  const causes = [];
  for (const folder of CHOSEN ? [CHOSEN] : FOLDERS) {
    try {
      return loadFrom(folder);
    } catch (error) {
      causes.push(
        `${folder}: ${error.code === 'ERR_DLOPEN_FAILED' ? error.message.replace(/^.*?: /, '') : error.code}`,
      );
    }
  }
  throw Object.assign(
    new Error(`no folder lets its native part be loaded (${causes.join('; ')})`),
    {
      remedy:
        'set IOTOP_NATIVE_FOLDER to a folder on a file system that is neither read-only nor noexec',
    },
  );
};

/** What the program requires: Node's own modules, and koffi, whose JavaScript the build puts here. koffi itself would hide why its native part cannot be loaded. */
const requireFor = (name) => {
  if (name !== 'koffi') return require(name);
  globalThis.iotopNative ??= loadNative();
  return require('koffi');
};

/** As in bin/iotop.js. */
const cacheName = () => {
  if (process.argv.some((word) => ['-v', '--version', '-h', '--help'].includes(word)))
    return 'front.cache';
  const { rdev, mode } = fstatSync(1);
  return (mode & 0o170000) === 0o020000 && rdev !== 0x103 ? 'screen.cache' : 'lists.cache';
};

const cached = () => {
  try {
    return new Uint8Array(getRawAsset(cacheName()));
  } catch (_) {
    // Built for another processor than the builder's, where V8 could not compile; or standard output is closed.
    return undefined;
  }
};

// The name that it was called by: Node says that of the file.
process.argv[1] = process.argv0;
const script = new Script(
  `(function (require, __filename) {\n${getAsset('program.js', 'latin1')}\n})`,
  {
    filename: 'program.js',
    lineOffset: -1,
    cachedData: cached(),
  },
);
script.runInThisContext()(requireFor, process.execPath);
