// The notices of the packages whose code is in dist/program.js: their licences ask that the text goes wherever the code goes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PREFACE = `dist/program.js, which iotop is, contains code of these packages. Each is under its own licence, which follows.
koffi, installed beside it, is not in it: its licence is in its own folder, node_modules/koffi.
`;

/**
 * Folders of the packages that went into a bundle, without end slash, each once.
 * @param {{ inputs: Record<string, unknown> }} metafile esbuild's
 * @returns {string[]} sorted
 */
export const packagesIn = ({ inputs }) => {
  const folders = Object.keys(inputs).flatMap(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  return [...new Set(folders)].sort();
};

/**
 * @param {{ inputs: Record<string, unknown> }} metafile esbuild's
 * @returns {string} the text of THIRD-PARTY-NOTICES
 * @throws {Error} when a package has no licence file: then it may not be in the bundle
 */
export const noticesOf = (metafile) => [PREFACE, ...packagesIn(metafile).map(noticeOf)].join('\n');

/** @param {string} folder */
const noticeOf = (folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)/i.test(one));
  if (file === undefined) {
    throw new Error(`${folder} has no licence file; a package without one cannot be bundled`);
  }
  const title = `${name} ${version} (${license})`;
  return `${title}\n${'-'.repeat(title.length)}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
};
