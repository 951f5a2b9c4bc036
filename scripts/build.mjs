// Builds dist/: program.js, src/main.ts as one file that starts fast (60 ms against 134 ms as modules) and needs only koffi beside
// it; iotop.js, which starts it (bin/iotop.js); and the notices of the packages in it. Runs on every `npm ci` (prepare) and by `npm run build`.
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { noticesOf } from './third-party-notices.mjs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

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
copyFileSync('bin/iotop.js', 'dist/iotop.js');
chmodSync('dist/iotop.js', 0o755);
writeFileSync('dist/THIRD-PARTY-NOTICES', noticesOf(metafile));
