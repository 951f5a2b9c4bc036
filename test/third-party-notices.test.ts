/** Whoever's code goes out in the bundle, their notice goes out with it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noticesOf, packagesIn } from '../scripts/third-party-notices.mjs';
import { temporaryFolder } from './support/test-run/temporary-folder.ts';

const ROOT = resolve(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

/** As the source map names the file that each line came from. */
const { sections } = JSON.parse(read('dist/program.js.map')) as {
  readonly sections: readonly { readonly map: { readonly sources: readonly string[] } }[];
};
const sources = sections.flatMap(({ map }) => map.sources);
const bundled = [
  ...new Set(sources.flatMap((path) => /node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [])),
];

describe('THIRD-PARTY-NOTICES', () => {
  it('has the licence of every package in the bundle, to the letter', () => {
    expect(bundled.length).toBeGreaterThan(1);
    const notices = read('dist/THIRD-PARTY-NOTICES');
    for (const folder of bundled) {
      const licence = readdirSync(join(ROOT, folder)).find((name) => /^licen[cs]e/i.test(name));
      expect(notices).toContain(read(join(folder, licence as string)).trim());
      expect(notices).toContain(`\n${folder.replace('node_modules/', '')} `);
    }
  });

  it('says of koffi that it is beside the bundle, not in it', () => {
    expect(bundled).not.toContain('node_modules/koffi');
    expect(read('dist/THIRD-PARTY-NOTICES')).toMatch(/koffi, installed beside it, is not in it/);
  });

  it('is in the package, as is all that the command needs', () => {
    const npm = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const [packed] = JSON.parse(execFileSync('npm', npm, { cwd: ROOT, encoding: 'utf8' })) as {
      files: { path: string }[];
    }[];
    expect(packed?.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'bin/iotop.js',
        'dist/program.js',
        'dist/package.json',
        'bin/package.json',
        'dist/THIRD-PARTY-NOTICES',
        'LICENSE',
      ]),
    );
  });

  it('cannot be made for a package without a licence', () => {
    const folder = join(temporaryFolder(), 'node_modules/unlicensed');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"name":"unlicensed","version":"1.0.0"}');
    const metafile = { inputs: { [join(folder, 'index.js')]: {}, 'src/main.ts': {} } };
    expect(packagesIn(metafile)).toEqual([folder]);
    expect(() => noticesOf(metafile)).toThrow(/unlicensed has no licence file/);
  });
});
