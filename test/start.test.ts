/** The program's first steps where something it stands on is missing: a sentence each time, and what can work without it works. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AS_NOBODY } from './support/iotop/places.ts';
import { NODE } from './support/iotop/program.ts';
import { itWith } from './support/test-run/requires.ts';
import { sharedFolder, temporaryFolder } from './support/test-run/temporary-folder.ts';

const ROOT = resolve(import.meta.dirname, '..');

const run = (folder: string, file: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, file), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

const PROGRAM = ['dist/iotop.js', 'dist/program.js', 'dist/package.json'];

/** Some of this project's files, in a folder that has no packages. */
const copyOf = (...names: readonly string[]): string => copyInto(temporaryFolder(), ...names);

const copyInto = (folder: string, ...names: readonly string[]): string => {
  for (const name of ['package.json', ...names])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  return folder;
};

const ONE_LINE = (words: string): RegExp => new RegExp(`^iotop: [^\\n]*${words}[^\\n]*\\n$`);

describe('without the package koffi', () => {
  let folder = '';
  beforeEach(() => {
    folder = copyOf(...PROGRAM);
  });

  it('version and help are as ever', () => {
    for (const word of ['--version', '--help', 'report --help'])
      expect(run(folder, 'dist/iotop.js', ...word.split(' '))).toEqual(
        run(ROOT, 'dist/iotop.js', ...word.split(' ')),
      );
  });

  it('doctor finds out the rest, names it and says what to type', () => {
    const { status, stdout, stderr } = run(folder, 'dist/iotop.js', 'doctor');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toMatch(/^Not found {2}System calls: koffi, [^\n]*\n {11}-> run "npm ci"/m);
    expect(stdout).toMatch(/^Found {6}I\/O accounting$/m);
    expect(stdout).toMatch(/^Missing: [^\n]*System calls/m);
  });

  it.each(['-b -n 1', '--json -n 1', '--engine procfs -b -n 1', 'record never-made', 'run true'])(
    '%s ends with one line that has cause, place and remedy',
    (args) => {
      const ended = run(folder, 'dist/iotop.js', ...args.split(' '));
      expect(ended).toMatchObject({ status: 1, stdout: '' });
      expect(ended.stderr).toMatch(ONE_LINE(`koffi.* ${folder}/dist/program\\.js: .*"npm ci"`));
    },
  );

  it('nor does a broken one make a stack', () => {
    const broken = copyOf(...PROGRAM);
    mkdirSync(join(broken, 'node_modules/koffi'), { recursive: true });
    writeFileSync(
      join(broken, 'node_modules/koffi/index.js'),
      'throw new Error("no native module")',
    );
    const { stderr } = run(broken, 'dist/iotop.js', '-b', '-n', '1');
    expect(stderr).toMatch(ONE_LINE('koffi.*: no native module; run "npm ci"'));
  });
});

describe('on a processor whose system calls nobody looked up', () => {
  it('one line says so', () => {
    const pretend = 'data:text/javascript,Object.defineProperty(process,"arch",{value:"s390x"})';
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', pretend, join(ROOT, 'dist/iotop.js'), '-b', '-n', '1'],
      { encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(ONE_LINE('the system calls of s390x; run it on x86-64 or arm64'));
  });
});

describe('before it is built', () => {
  it('the command that npm linked says what to type', () => {
    const folder = copyOf('bin');
    const link = join(folder, 'iotop');
    symlinkSync(join(folder, 'bin/iotop.js'), link);
    const { status, stdout, stderr } = run(folder, 'iotop', '--version');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(ONE_LINE(`${folder}/dist/program\\.js is not there; run "npm ci"`));
  });

  it('copied alone it says so, and runs nothing from a folder that it was not copied with', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'alone'));
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/program.js'), 'console.log("planted")');
    copyFileSync(join(ROOT, 'dist/iotop.js'), join(folder, 'alone/iotop.js'));
    const { status, stdout, stderr } = run(folder, 'alone/iotop.js', '--version');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(ONE_LINE(`${folder}/alone/program\\.js is not there; .*as a whole`));
  });

  it('among modules of another kind it says that package.json belongs to it', () => {
    const folder = copyOf('dist/iotop.js', 'dist/program.js');
    const { status, stdout, stderr } = run(folder, 'dist/iotop.js', '--version');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(ONE_LINE(`${folder}/dist/iotop\\.js was copied alone.*package\\.json`));
  });

  it.each(['dist/iotop.js', 'scripts/build.mjs'])('%s says which Node it needs', (file) => {
    const pretend =
      'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.18.3"}})';
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', pretend, join(ROOT, file), '--version'],
      { cwd: ROOT, encoding: 'utf8' },
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(ONE_LINE('needs Node 20\\.19 or newer, and .* is Node 20\\.18\\.3'));
  });

  itWith(['root', 'util-linux'], 'who may not read it is told so', () => {
    const folder = copyOf(...PROGRAM);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'dist/program.js'), 0o600);
    const args = [...AS_NOBODY.slice(1), NODE, join(folder, 'dist/iotop.js'), '--version'];
    const { status, stderr } = spawnSync(AS_NOBODY[0] as string, args, { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(ONE_LINE('cannot read .*/dist/program\\.js: EACCES; .*chmod'));
  });

  it('the build without esbuild says what it lacks, and fails', () => {
    const { status, stdout, stderr } = run(copyOf('scripts'), 'scripts/build.mjs');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      ONE_LINE('esbuild is not installed .*"npm ci" first, without --omit=dev'),
    );
  });
});

describe('what V8 made of the program when it was built', () => {
  /** Prints what is asked for of Node at the end of a run, and whether V8 took what it was given; nothing: it was given nothing. */
  const WATCH = `
    const vm = require('node:vm');
    const { Script } = vm;
    vm.Script = class extends Script {
      constructor(...how) {
        super(...how);
        console.error(this.cachedDataRejected ? 'refused' : 'taken');
      }
    };
    process.on('exit', () => {
      const loaded = Object.keys(require.cache).filter((name) => name.includes('koffi'));
      if (loaded.length > 0) console.error('koffi');
    });`;
  const watchFile = (): string => {
    const watch = join(temporaryFolder(), 'watch.cjs');
    writeFileSync(watch, WATCH);
    return watch;
  };
  const watched = (folder: string, ...args: readonly string[]): string => {
    const command = ['--require', watchFile(), join(folder, 'dist/iotop.js'), ...args];
    return spawnSync(process.execPath, command, { encoding: 'utf8' }).stderr;
  };
  /** The program with what the Node at hand makes of it: dist may be built by another. */
  const folderOfAll = sharedFolder();
  let made = '';
  beforeAll(() => {
    made = copyInto(folderOfAll(), ...PROGRAM, 'scripts/compile-cache.cjs');
    symlinkSync(join(ROOT, 'node_modules'), join(made, 'node_modules'));
    expect(run(made, 'scripts/compile-cache.cjs')).toEqual({ status: 0, stdout: '', stderr: '' });
  });
  const copy = (): string => {
    const folder = copyOf(...PROGRAM);
    for (const name of ['dist/front.cache', 'dist/lists.cache', 'dist/screen.cache'])
      copyFileSync(join(made, name), join(folder, name));
    return folder;
  };

  it('is taken, and version and help load no koffi', () => {
    const folder = copy();
    cpSync(join(ROOT, 'node_modules/koffi'), join(folder, 'node_modules/koffi'), {
      recursive: true,
    });
    for (const asked of ['--version', '--help', '-v', '-h'])
      expect(watched(folder, asked)).toBe('taken\n');
    expect(watched(folder, '-b', '-n', 'none')).toMatch(/^taken\niotop: /);
  });

  it('is left where it is of another program, however alike', () => {
    const folder = copy();
    const program = join(folder, 'dist/program.js');
    const text = readFileSync(program, 'latin1');
    writeFileSync(
      program,
      text.replace(/.(?=\n$)/, (end) => (end === '0' ? '1' : '0')),
      'latin1',
    );
    expect(watched(folder, '--version')).toBe('');
  });

  it('is left where a stack of calls is to name the files of the source', () => {
    const { stderr } = spawnSync(
      process.execPath,
      ['--enable-source-maps', join(copy(), 'dist/iotop.js'), '--version'],
      { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: `--require ${watchFile()}` } },
    );
    expect(stderr).toBe('');
  });

  it('is left where another Node made it, and where it is cut short', () => {
    const folder = copy();
    const cache = join(folder, 'dist/front.cache');
    const made = readFileSync(cache);
    writeFileSync(cache, Buffer.concat([Buffer.from('v20.0.0'), made.subarray('v20.0.0'.length)]));
    expect(watched(folder, '--version')).toBe('');
    writeFileSync(cache, made.subarray(0, 50));
    expect(watched(folder, '--version')).toBe('');
    expect(run(folder, 'dist/iotop.js', '--version')).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([0.1, 0.5, 0.9])('is left where a block of it is lost, at %d of its length', (part) => {
    const folder = copy();
    const cache = join(folder, 'dist/front.cache');
    const made = readFileSync(cache);
    const at = Math.floor(made.length * part);
    writeFileSync(cache, made.fill(0, at, at + 4096));
    expect(watched(folder, '--version')).toBe('');
    expect(run(folder, 'dist/iotop.js', '--version')).toMatchObject({ status: 0, stderr: '' });
  });
});

it.each([0, 100_000])('of a program cut short after %d bytes it says so', (length) => {
  const folder = copyOf(...PROGRAM);
  truncateSync(join(folder, 'dist/program.js'), length);
  const ended = run(folder, 'dist/iotop.js', '--version');
  expect(ended).toMatchObject({ status: 1, stdout: '' });
  expect(ended.stderr).toMatch(ONE_LINE('program\\.js is cut short .*"npm ci"'));
});

it('as a command it goes by the name it was linked as, whatever its arguments, and tells what it starts nothing of itself', () => {
  const link = join(temporaryFolder(), 'iotop-c');
  symlinkSync(join(ROOT, 'dist/iotop.js'), link);
  const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  const start = (...args: readonly string[]) => spawnSync(link, args, { encoding: 'utf8', env });
  expect(start('--version').stdout).toMatch(/^iotop-c /);
  expect(start('a "b"\n$HOME').stderr).toContain('unknown argument "a \\"b\\"\\n$HOME"');
  expect(start('run', '--engine=procfs', '--', 'env').stdout).not.toContain('IOTOP_');
});

it('the build without esbuild leaves what was built before, and says so', () => {
  const folder = copyOf('scripts');
  mkdirSync(join(folder, 'dist'));
  copyFileSync(join(ROOT, 'dist/program.js'), join(folder, 'dist/program.js'));
  const { status, stderr } = run(folder, 'scripts/build.mjs');
  expect(status).toBe(0);
  expect(stderr).toMatch(ONE_LINE('dist/program.js stays as it was built before'));
});

it('the oldest Node it starts on is the one its package asks for', () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  const oldest = /OLDEST = \[(\d+), (\d+)\]/.exec(readFileSync(join(ROOT, 'bin/iotop.js'), 'utf8'));
  expect(engines.node).toBe(`>=${oldest?.[1]}.${oldest?.[2]}`);
});
