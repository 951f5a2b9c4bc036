/** The programs that remember what tasks did, as `record-live.ts` compares them: ours, atop, and iotop-c's lists written to a file. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, IOTOP, IOTOP_PATH } from './cost.ts';

export type Recorder =
  | {
      readonly kind: 'found';
      readonly name: string;
      /** Takes so many samples, one a second, into a folder that is there and empty. */
      readonly command: (folder: string, samples: number) => Command;
    }
  | { readonly kind: 'absent'; readonly name: string; readonly reason: string };

/** Every recorder, present or not, ours first. */
export const findRecorders = (): readonly Recorder[] => [ours(), atop(), iotopC()];

/** Bytes of all files in a folder. */
export const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

const ours = (): Recorder => {
  const name = 'iotop record';
  if (!existsSync(IOTOP_PATH)) return { kind: 'absent', name, reason: 'not built: npm run build' };
  return {
    kind: 'found',
    name,
    command: (folder, samples) => [...IOTOP, 'record', '-d', '1', '-n', String(samples), folder],
  };
};

/** Its first sample is of the time since the machine came up, and comes at once. */
const atop = (): Recorder => {
  const version = versionOf(['atop', '-V']);
  if (version === undefined)
    return { kind: 'absent', name: 'atop', reason: 'not installed (package atop)' };
  return {
    kind: 'found',
    name: `atop ${version} -w`,
    command: (folder, samples) => ['atop', '-w', join(folder, 'raw'), '1', String(samples + 1)],
  };
};

const iotopC = (): Recorder => {
  const version = versionOf(['iotop-c', '--version']);
  if (version === undefined)
    return { kind: 'absent', name: 'iotop-c', reason: 'not installed (package iotop-c)' };
  return {
    kind: 'found',
    name: `iotop-c ${version} -b -o`,
    command: (folder, samples) => [
      'sh',
      ...['-c', `exec iotop-c -b -o -d 1 -n ${samples} >"$0"`, join(folder, 'lists')],
    ],
  };
};

/** The first number with a point in what a program says of itself; `undefined` when it cannot be run. */
const versionOf = ([program, ...args]: Command): string | undefined => {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    return execFileSync(program, args, { encoding: 'utf8', stdio: [...stdio] }).match(
      /\d+(\.\d+)+/,
    )?.[0];
  } catch {
    return undefined;
  }
};
