/** What is named in several places is the same in each. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const dependenciesIn = (file: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(file, 'utf8')).dependencies;

it('the single file has the koffi that npm installs', () => {
  const single = Object.entries(dependenciesIn('packaging/single/package.json'));
  const parts = single.filter(([name]) => name.startsWith('@koromix/koffi-'));
  expect(parts.length).toBeGreaterThan(0);
  const { koffi } = dependenciesIn('package.json');
  expect(parts.map(([, version]) => version)).toEqual(parts.map(() => koffi));
});
