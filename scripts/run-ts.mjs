// Runs a TypeScript file of the project: node scripts/run-ts.mjs FILE.ts [ARGUMENTS]
//
// Bundles it with esbuild into dist/ (where its packages are found) and imports the result. A file's own folder,
// import.meta.dirname, stays that of the source.
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [source, ...args] = process.argv.slice(2);
if (source === undefined) {
  console.error('usage: node scripts/run-ts.mjs FILE.ts [ARGUMENTS]');
  process.exit(2);
}

const keepDirname = {
  name: 'keep-dirname',
  setup(bundle) {
    bundle.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replaceAll(
        'import.meta.dirname',
        JSON.stringify(dirname(path)),
      ),
    }));
  },
};

const bundle = join(import.meta.dirname, '..', 'dist', `.run-ts-${process.pid}.mjs`);
await build({
  entryPoints: [resolve(source)],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
  plugins: [keepDirname],
});
process.argv = [process.execPath, resolve(source), ...args];
try {
  await import(pathToFileURL(bundle).href);
} finally {
  rmSync(bundle, { force: true });
}
