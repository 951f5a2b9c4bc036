// Prints which packages iotop is made of, as CycloneDX 1.5: what is installed beside it, what is bundled into dist/program.js, and what builds it.
// `npm sbom` would not do: it takes what is bundled for tools of development, names koffi's native part for this machine alone, and
// has the time and a random number in it. From package-lock.json and dist/THIRD-PARTY-NOTICES (npm run build).
import { readFileSync } from 'node:fs';

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

const { name, version, license, description } = JSON.parse(read('package.json'));
/** Of the program, and of the single file. */
const packages = ['package-lock.json', 'packaging/single/package-lock.json'].flatMap((lock) =>
  Object.entries(JSON.parse(read(lock)).packages),
);

/** Names of the packages whose code is in dist/program.js, as the build lists them. */
const bundled = new Set(
  [...read('dist/THIRD-PARTY-NOTICES').matchAll(/^(\S+) [\d.]+ \(.*\)\n-+$/gm)].map(
    (match) => match[1],
  ),
);

/** What becomes of a package; undefined: it is for another system, or for tests. */
const placeOf = (path) => {
  const one = path.replace(/^.*node_modules\//, '');
  if (bundled.has(one)) return ['required', 'bundled into dist/program.js'];
  if (one === 'koffi') return ['required', 'installed beside it'];
  if (/^@koromix\/koffi-linux-/.test(one)) return ['optional', 'installed where it fits the CPU'];
  if (/^node-linux-/.test(one)) return ['optional', 'Node, inside the single file'];
  if (one === 'postject') return ['excluded', 'builds the single file'];
  if (one === 'esbuild') return ['excluded', 'builds dist/program.js'];
  return undefined;
};

const purlOf = (one, release) => `pkg:npm/${one.replace('@', '%40')}@${release}`;

const components = packages
  .filter(([path]) => placeOf(path) !== undefined)
  // The single file's koffi is the same.
  .filter(([path], index, all) => all.findIndex(([one]) => one === path) === index)
  .map(([path, { version: release, license: terms, integrity }]) => {
    const one = path.replace(/^.*node_modules\//, '');
    const [scope, place] = placeOf(path);
    const hash = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
    return {
      'bom-ref': `${one}@${release}`,
      type: 'library',
      name: one,
      version: release,
      scope,
      purl: purlOf(one, release),
      hashes: [{ alg: 'SHA-512', content: hash }],
      ...(terms && { licenses: [{ license: { id: terms } }] }),
      properties: [{ name: 'iotop:place', value: place }],
    };
  });

const self = `${name}@${version}`;
const bom = {
  $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: {
    component: {
      'bom-ref': self,
      type: 'application',
      name,
      version,
      description,
      purl: purlOf(name, version),
      licenses: [{ license: { id: license } }],
    },
  },
  components,
  dependencies: [
    {
      ref: self,
      dependsOn: components
        .filter(({ scope }) => scope === 'required')
        .map((component) => component['bom-ref']),
    },
  ],
};
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
