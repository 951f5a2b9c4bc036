/** The manual says what the program says, and every man program can show it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manPage } from '../../scripts/man-page.ts';
import { COMMANDS } from '../../src/cli/commands/commands.ts';
import { commandName } from '../../src/cli/options/command-page.ts';
import { OPTIONS } from '../../src/cli/options/option-table.ts';
import { itWith } from '../support/test-run/requires.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FILE = join(ROOT, 'man/iotop.8');
const { version, man } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly man: readonly string[];
};

describe('the manual', () => {
  it('is the one made from the tables (vitest -u writes it anew)', async () => {
    await expect(manPage(version)).toMatchFileSnapshot(FILE);
  });

  it('names every option of the help', () => {
    const page = readFileSync(FILE, 'utf8').replaceAll('\\-', '-');
    for (const { name } of OPTIONS.filter((row) => row.unlisted === undefined)) {
      expect(page).toContain(`--${name}`);
    }
  });

  it('has a part for every command, under the name that runs it', async () => {
    for (const { name, load } of COMMANDS) {
      const { page } = await load();
      expect(commandName(page)).toBe(`iotop ${name}`);
      expect(readFileSync(FILE, 'utf8')).toContain(`\n.SS iotop ${name}\n`);
    }
  });

  it('is installed by npm where man finds it', () => {
    expect(man).toEqual(['./man/iotop.8']);
  });

  itWith(['mandoc'], 'has nothing mandoc objects to', () => {
    const { stdout } = spawnSync('mandoc', ['-Tlint', '-W', 'warning', FILE], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  itWith(['groff'], 'is set by groff without a warning', () => {
    const args = ['-man', '-ww', '-Tascii', '-P-cbou', FILE];
    const { stdout, stderr } = spawnSync('groff', args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ +-b, --batch$/m);
  });
});
