/**
 * One C file of the project to a program, on demand.
 *
 * It goes into a folder named by a hash of the source: a change of the source is a new program.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { place } from '../test-run/place.ts';

export type Program =
  | { readonly kind: 'built'; readonly path: string }
  | { readonly kind: 'absent'; readonly reason: string };

/**
 * Builds a program, or says why this machine cannot.
 *
 * @param source path of the C file; the program is named as it without `.c`
 * @throws Error when there is a compiler but it refuses the source
 */
export const compileC = (source: string): Program => {
  const compiler = ['cc', 'gcc', 'clang'].find(isUsable);
  if (compiler === undefined)
    return { kind: 'absent', reason: 'no C compiler with headers (cc, gcc or clang)' };
  const folder = ownTemporaryFolder(`iotop-c-${hashOf(source)}`);
  if (folder === undefined)
    return { kind: 'absent', reason: `${place().compiled} holds a folder of another user` };
  const path = join(folder, basename(source, '.c'));
  if (!existsSync(path)) compile(compiler, source, path);
  return { kind: 'built', path };
};

/** A folder under the temporary one that nobody else can write to, or `undefined` when somebody else took the name. */
export const ownTemporaryFolder = (name: string): string | undefined => {
  const uid = process.getuid?.() ?? 0;
  const folder = join(place().compiled, `${name}-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0
    ? folder
    : undefined;
};

/** A compiler may be installed without the C library's headers. */
const isUsable = (name: string): boolean => {
  try {
    const stdio = ['pipe', 'ignore', 'ignore'] as const;
    execFileSync(name, ['-E', '-'], { input: '#include <pthread.h>\n', stdio: [...stdio] });
    return true;
  } catch {
    return false;
  }
};

const hashOf = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);

/** Into a name of its own first: another run may be building the same. */
const compile = (compiler: string, source: string, path: string): void => {
  const draft = `${path}.${process.pid}`;
  const args = ['-O2', '-Wall', '-Wextra', '-pthread', '-o', draft, source];
  execFileSync(compiler, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  renameSync(draft, path);
};
