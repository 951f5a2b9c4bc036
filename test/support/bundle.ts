/** Runs a TypeScript file in a process of its own, as Node 20 cannot: bundled first, into memory, and handed over as text. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @param file relative to the project's folder; its output comes through a pipe */
export const spawnScript = (file: string, ...options: readonly string[]): ChildProcess => {
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
  const code = outputFiles[0]?.text ?? '';
  return spawn(process.execPath, ['-e', code, '--', ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
};
