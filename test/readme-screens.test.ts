import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readScreen, withScreens } from '../scripts/update-screens.mjs';

it('puts a screen between its marks and leaves the rest as it is', () => {
  const page = 'before\n<!-- screen table -->\nold\n<!-- /screen -->\nafter\n';
  expect(withScreens(page, (name) => `${name} as it is\n`)).toBe(
    'before\n<!-- screen table -->\n```text\ntable as it is\n```\n<!-- /screen -->\nafter\n',
  );
});

it('reads a golden screen without its ruler', () => {
  const screen = readScreen('table-80x24');
  expect(screen).toMatch(/^dd writes /);
  expect(screen).not.toMatch(/\n\n\n/);
});

it('the README shows what iotop shows', () => {
  const page = readFileSync('README.md', 'utf8');
  expect(withScreens(page, readScreen)).toBe(page);
});
