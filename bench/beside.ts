/** The same moment of a loaded machine on four screens, as Markdown for docs/beside.md. Root; fio, iotop-c, htop and atop. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { biggest, crowd, hog, startHammers } from '../test/support/load/hammer.ts';
import { startInPty } from '../test/support/screen/pty.ts';

const SIZE = { columns: 80, rows: 24 };
const PROGRAM = join(import.meta.dirname, '../dist/iotop.js');
const SECONDS = 8;

const versionOf = (command: string, ...args: string[]): string => {
  const { stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return stdout?.split('\n')[0]?.trim() || `${command} is not installed`;
};

const INSTALLED = ({ command: [program = ''] }: { readonly command: readonly string[] }): boolean =>
  program === process.execPath || spawnSync('which', [program]).status === 0;

const SCREENS = [
  { name: versionOf(process.execPath, PROGRAM, '--version'), command: [process.execPath, PROGRAM] },
  { name: versionOf('iotop-c', '--version'), command: ['iotop-c'] },
  { name: versionOf('htop', '--version'), command: ['htop'] },
  { name: versionOf('atop', '-V'), command: ['atop', '2'] },
].filter(INSTALLED);

const folder = mkdtempSync('/var/tmp/beside-');
const hammers = startHammers([...crowd(folder), hog(folder)], folder);
try {
  await sleep(4000);
  const sessions = SCREENS.map(({ name, command: [program = '', ...args] }) => ({
    name,
    session: startInPty(program, args, SIZE),
  }));
  await sleep(SECONDS * 1000 - 2000);
  const before = hammers.moved();
  await sleep(2000);
  const after = hammers.moved();
  console.log(`# Beside the others

One moment of one machine on four screens: a reader of 20 MB/s past the cache, two writers of 15 MB/s into it, 24 threads
that write and fsync, loops of cp, dd and sqlite3, processes that do nothing and end, and \`hog\`, a dd of 24 MB started anew all the time.
Each has a name of its own. Made by \`node scripts/run-ts.mjs bench/beside.ts > docs/beside.md\`.

The kernel counts of the loads themselves, in the last two seconds: most read by ${biggest('read', before, after)},
most written by ${biggest('write', before, after)}. Linux ${release()}, ${SIZE.columns}×${SIZE.rows} cells, ${SECONDS} seconds after the start.`);
  for (const { name, session } of sessions) {
    console.log(`\n## ${name}\n\n\`\`\`\n${(await session.rows()).join('\n').trimEnd()}\n\`\`\``);
    // Killed, atop would leave the kernel's process accounting on, which charges every task that ends.
    session.type('q');
    await Promise.race([session.ended, sleep(2000)]);
    session.close();
  }
} finally {
  hammers.end();
  await sleep(500);
  rmSync(folder, { recursive: true });
}
