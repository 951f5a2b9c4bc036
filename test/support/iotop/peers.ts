/** The iotops this one stands in for, as Debian has them: fetched once into dist/test, never installed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Program } from './compile-c.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** @param name of a script in bench/tools that fetches one and prints where it is */
const fetched = (name: string): (() => Program) => {
  let known: Program | undefined;
  return () => {
    known ??= fetch(name);
    return known;
  };
};

/** ms; where no mirror answers, apt-get tries for long. */
const LONGEST = 120_000;

const fetch = (name: string): Program => {
  // Who may not run it as it is meant to be run needs no download.
  if (process.getuid?.() !== 0) return { kind: 'absent', reason: `${name} is for root` };
  const folder = resolve(ROOT, 'dist/test', name.replace('fetch-', ''));
  try {
    // Two test files may ask at once: the second finds what the first fetched.
    mkdirSync(dirname(folder), { recursive: true });
    const fetcher = resolve(ROOT, 'bench/tools', name);
    const printed = execFileSync('flock', [`${folder}.lock`, fetcher, folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LONGEST,
    });
    return { kind: 'built', path: printed.trim() };
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr ?? error);
    return { kind: 'absent', reason: said.trim().split('\n').at(-1) ?? `${name} failed` };
  }
};

export const iotopC133 = fetched('fetch-iotop-c-1.33');
export const iotop06 = fetched('fetch-iotop-0.6');

/** Where it is. @throws Error where it is not: a test that asks needs it, and is skipped elsewhere */
export const pathOf = (program: Program): string => {
  if (program.kind === 'absent') throw new Error(program.reason);
  return program.path;
};
