/**
 * A small machine on which nothing happens: a PID namespace of its own with a few sleepers, in which monitors are run one after
 * the other. What they print of the sleepers differs only by what they are.
 */
import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeDiskFolder } from '../load/load.ts';
import { CLEAN } from './places.ts';
import { NODE, PROGRAM } from './program.ts';

/** Of one run of a monitor. */
export type SceneRun = {
  readonly code: number;
  readonly stderr: string;
  readonly lines: readonly string[];
};

type Scene = {
  /** In the order of the commands. */
  readonly runs: readonly SceneRun[];
  /** Ids of the sleepers and their threads; the monitors are others. */
  readonly sleepers: ReadonlySet<string>;
};

/** @param commands lines of bash; `$MANY` is a process of many threads that once wrote 3 MiB and waited for the disk, `$OTHER` another user's */
export const runInScene = (commands: readonly string[]): Scene => {
  const disk = makeDiskFolder();
  try {
    const unshared = ['--pid', '--fork', '--kill-child', '--mount-proc', 'bash', '-s', '--'];
    const output = execFileSync('unshare', [...unshared, ...commands], {
      encoding: 'utf8',
      env: { ...CLEAN, NODE, WRITER, DISK: disk },
      input: SCRIPT,
      maxBuffer: 64 * 2 ** 20,
    });
    const [ids = '', ...runs] = output.split('\x1e');
    return { sleepers: new Set(ids.trim().split(/\s+/)), runs: runs.map(runOf) };
  } finally {
    rmSync(disk, { recursive: true });
  }
};

const WRITER = `const fs = require("fs");
const file = fs.openSync(process.argv[1], "w");
fs.writeSync(file, new Uint8Array(3 << 20));
fs.fsyncSync(file);
fs.writeSync(1, "x");
setInterval(() => {}, 1e6)`.replaceAll('\n', ' ');

/** Between runs a record separator, between the parts of one a unit separator. */
const SCRIPT = `
"$NODE" -e "$WRITER" "$DISK/file" >"$DISK/done" & MANY=$!
setpriv --reuid 65534 --clear-groups sleep 600 & OTHER=$!
bash -c 'exec -a /usr/sbin/mysqld sleep 600' &
bash -c 'exec -a -bash sleep 600' &
ionice -c 3 sleep 600 &
ln -s "$(command -v sleep)" "$DISK/Plex Media Server"
"$DISK/Plex Media Server" 600 &
until [ -s "$DISK/done" ]; do sleep 0.1; done
sleep 1
echo /proc/[0-9]*/task/[0-9]* | tr ' ' '\\n' | sed 's:.*/::'
for command; do
  printf '\\036'
  { error=$( { eval "$command" </dev/null; } 2>&1 >&3 3>&-); code=$?; } 3>&1
  printf '\\037%s\\037%d' "$error" $code
done
exit
`;

const runOf = (text: string): SceneRun => {
  const [stdout = '', stderr = '', code = ''] = text.split('\x1f');
  return { code: Number(code), stderr, lines: stdout.replace(/\n$/, '').split('\n') };
};

/** A link of that name to our program, in a folder. */
export const linkCalled = (name: string, folder: string): string => {
  const link = join(folder, name);
  symlinkSync(PROGRAM, link);
  return link;
};

/** What a run prints, but for the monitors' own rows. */
export const sleeperLines = ({ lines }: SceneRun, { sleepers }: Scene): readonly string[] =>
  lines.filter((line) => {
    const id = /^(?:\d\d:\d\d:\d\d)? *(\d+) /.exec(line)?.[1];
    return id === undefined || sleepers.has(id);
  });

/**
 * What is the same whenever it is looked at: no time of day, no monitor's row, and of the summary only where its numbers stand.
 * A share of a sleeper that is unknown to one monitor is nothing to another, in the same cells.
 */
export const lastingLines = (run: SceneRun, scene: Scene): readonly string[] =>
  sleeperLines(run, scene).map((line) => {
    const timeless = line.replace(/^\d\d:\d\d:\d\d /, 'HH:MM:SS ');
    return timeless.includes('DISK READ: ')
      ? timeless.replace(/ +[-\d.]+ [BKMG](?:\/s| {2})/g, ' #')
      : timeless.replace(/ {3}- %/g, '0.00 %');
  });
