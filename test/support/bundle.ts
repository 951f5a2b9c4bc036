/** Runs a TypeScript file in a process of its own, as Node 20 cannot: bundled first, into memory, and handed over as text. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @param file relative to the project's folder; its output comes through a pipe */
export const spawnScript = (file: string, ...options: readonly string[]): ChildProcess =>
  spawn(process.execPath, ['-e', codeOf(file), '--', ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/**
 * Runs it to its end.
 * @param under a command that starts other commands, such as `unshare --pid --fork`; empty for none
 * @returns what it printed
 * @throws Error when it fails
 */
export const runScript = (
  file: string,
  under: readonly string[],
  ...options: readonly string[]
): string => {
  const words = [...under, process.execPath, '-e', codeOf(file), '--', ...options];
  return execFileSync(words[0] as string, words.slice(1), { cwd: ROOT, encoding: 'utf8' });
};

const codeOf = (file: string): string => {
  const { outputFiles } = buildSync({
    entryPoints: [file],
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
};
