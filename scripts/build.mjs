// Builds dist/: program.js, src/main.ts as one file that starts fast (60 ms against 134 ms as modules) and needs only koffi beside
// it; iotop.js, which starts it (bin/iotop.js); and the notices of the packages in it. Runs on every `npm ci` (prepare) and by `npm run build`.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { noticesOf } from './third-party-notices.mjs';

const { version, engines } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

const oldest = engines.node.replace('>=', '').split('.').map(Number);
const found = process.versions.node.split('.').map(Number);
if (found[0] < oldest[0] || (found[0] === oldest[0] && found[1] < oldest[1])) {
  console.error(
    `iotop: needs Node ${oldest.join('.')} or newer, and ${process.execPath} is Node ${found.join('.')}; take a newer one from https://nodejs.org`,
  );
  process.exit(1);
}

const build = await import('esbuild').then(
  (esbuild) => esbuild.build,
  (error) => {
    // `npm ci --omit=dev`: what was built before still stands, and a package from the registry comes built.
    const kept = existsSync('dist/program.js');
    console.error(
      kept
        ? 'iotop: esbuild is not installed; dist/program.js stays as it was built before'
        : `iotop: cannot build dist/program.js: esbuild is not installed (${error.code}); run "npm ci" first, without --omit=dev`,
    );
    process.exit(kept ? 0 : 1);
  },
);

const { metafile } = await build({
  entryPoints: ['src/main.ts'],
  outfile: 'dist/program.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['koffi'],
  sourcemap: true,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
  define: { __IOTOP_VERSION__: JSON.stringify(version) },
});
const starter = readFileSync('bin/iotop.js', 'utf8');
writeFileSync('dist/iotop.js', starter.replace('../dist/program.js', './program.js'));
writeFileSync('dist/THIRD-PARTY-NOTICES', noticesOf(metafile));
// Root builds it, everybody runs it, whatever root's umask is.
for (const name of ['', 'iotop.js']) chmodSync(`dist/${name}`, 0o755);
for (const name of ['program.js', 'program.js.map', 'THIRD-PARTY-NOTICES'])
  chmodSync(`dist/${name}`, 0o644);
