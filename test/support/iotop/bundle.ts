/** Runs a TypeScript file in a process of its own, as Node 20 cannot: bundled first. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { place } from '../test-run/place.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** @param file relative to the project's folder; its output comes through a pipe */
export const spawnScript = (file: string, ...options: readonly string[]): ChildProcess =>
  spawnerOf(file)(...options);

/** The same for a script that is started many times: it is bundled once. */
export const spawnerOf = (file: string): ((...options: readonly string[]) => ChildProcess) => {
  const text = bundled(file);
  return (...options) =>
    spawn(place().node, ['-e', text, '--', ...options], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
};

/**
 * Runs a script to its end under another command, such as `setpriv --reuid 65534`; empty: none.
 * @returns its standard output, what it said on standard error, and its exit code
 */
export const runScriptUnder = (
  command: readonly string[],
  file: string,
  ...options: readonly string[]
): { readonly stdout: string; readonly stderr: string; readonly exitCode: number | null } => {
  const [program = 'env', ...own] = command;
  const { stdout, stderr, status } = spawnSync(
    program,
    [...own, place().node, '-e', bundled(file), '--', ...options],
    { cwd: ROOT, encoding: 'utf8', timeout: 30_000 },
  );
  return { stdout, stderr, exitCode: status };
};

/**
 * The same for a script that must not fail.
 * @returns what it printed
 * @throws Error with what it complained of
 */
export const runScript = (
  file: string,
  under: readonly string[],
  ...options: readonly string[]
): string => {
  const { stdout, stderr, exitCode } = runScriptUnder(under, file, ...options);
  if (exitCode !== 0) throw new Error(`${file} ended with ${exitCode}: ${stderr}`);
  return stdout;
};

/** A line that runs the file, bundled beside the program: as text it would be too long for an argument. @returns for `node -e` */
const bundled = (file: string): string => {
  const name = `${file.replaceAll('/', '-').replace(/\.ts$/, '')}.mjs`;
  const outfile = join(place().program, 'dist/test', name);
  buildSync({
    entryPoints: [file],
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  return `import(${JSON.stringify(outfile)})`;
};
