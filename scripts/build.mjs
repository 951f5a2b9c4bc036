// Builds dist/: program.js, src/main.ts as one file that needs only koffi beside it; the caches, what V8 makes of it, so that it
// starts fast; iotop.js, which starts it (bin/iotop.js); and the notices of the packages in it. Runs on every `npm ci` (prepare) and by `npm run build`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { joinChunks } from './join-chunks.mjs';
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

const esbuild = await import('esbuild').catch((error) => {
  // `npm ci --omit=dev`: what was built before still stands, and a package from the registry comes built.
  const kept = existsSync('dist/program.js');
  // `npm install -g` from git brings no builder: -g holds for what npm runs in the clone, too (npm/cli#8440).
  const remedy =
    process.env.npm_config_global === 'true'
      ? 'npm has no builder with -g from git; in a clone: npm ci && npm install -g "$(npm pack --silent)"'
      : 'run "npm ci" first, without --omit=dev';
  console.error(
    kept
      ? 'iotop: esbuild is not installed; dist/program.js stays as it was built before'
      : `iotop: cannot build dist/program.js: esbuild is not installed (${error.code}); ${remedy}`,
  );
  process.exit(kept ? 0 : 1);
});

/** Stands for the hash of the program in the program. */
const BUILD = 'hash-of-program!';

/** As scripts/compile-cache.cjs names them. */
const CACHES = ['front.cache', 'lists.cache', 'screen.cache'];

const { metafile, outputFiles } = await esbuild.build({
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  write: false,
  bundle: true,
  platform: 'node',
  format: 'esm',
  splitting: true,
  target: 'node20',
  external: ['koffi'],
  sourcemap: 'inline',
  // Names stay: a stack of calls is read by people.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
  define: {
    __IOTOP_REQUIRE__: 'require',
    __IOTOP_VERSION__: JSON.stringify(version),
    __IOTOP_BUILD__: JSON.stringify(BUILD),
    'import.meta.filename': '__filename',
  },
});

const joined = await joinChunks(esbuild, outputFiles);
const hashOf = (text) => createHash('sha256').update(text).digest('hex');
const text = joined.text.replaceAll(BUILD, hashOf(joined.text).slice(0, BUILD.length));

// First, lest an old one stand beside a new program if we are interrupted.
for (const name of CACHES) rmSync(`dist/${name}`, { force: true });
mkdirSync('dist', { recursive: true });
const starter = readFileSync('bin/iotop.js', 'utf8');
writeFileSync('dist/program.js', `${text}//${hashOf(text)}\n`);
writeFileSync('dist/program.js.map', joined.map);
writeFileSync('dist/package.json', '{"type":"commonjs"}\n');
writeFileSync('dist/iotop.js', starter.replace('../dist/program.js', './program.js'));
writeFileSync('dist/THIRD-PARTY-NOTICES', noticesOf(metafile));
try {
  execFileSync(process.execPath, ['scripts/compile-cache.cjs'], {
    stdio: 'inherit',
    timeout: 20_000,
  });
} catch (error) {
  console.error(
    `iotop: the program was built, but will start slower than it could: ${error.message}`,
  );
}
// Root builds it, everybody runs it, whatever root's umask is.
for (const name of ['', 'iotop.js']) chmodSync(`dist/${name}`, 0o755);
for (const name of ['program.js', 'program.js.map', 'package.json', 'THIRD-PARTY-NOTICES'])
  chmodSync(`dist/${name}`, 0o644);
for (const name of CACHES) if (existsSync(`dist/${name}`)) chmodSync(`dist/${name}`, 0o644);
