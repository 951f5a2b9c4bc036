// Puts the golden screens of test/tui/screens into README.md, so that what it shows is what iotop shows: between
// `<!-- screen NAME -->` and `<!-- /screen -->` stands the screen NAME.txt. A test runs the same function and compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SCREENS = new URL('../test/tui/screens/', import.meta.url);
const README = new URL('../README.md', import.meta.url);

/**
 * The page with every screen in it as it is now.
 * @param {string} page
 * @param {(name: string) => string} readScreen
 * @returns {string}
 */
export const withScreens = (page, readScreen) =>
  page.replace(
    /(<!-- screen ([\w-]+) -->\n).*?(<!-- \/screen -->)/gs,
    (_, start, name, end) => `${start}\`\`\`text\n${readScreen(name)}\`\`\`\n${end}`,
  );

/** A golden file without the ruler of its first line and the blank rows before the last. */
export const readScreen = (name) => {
  const rows = readFileSync(new URL(`${name}.txt`, SCREENS), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);
  const shown = rows.filter((row, index) => row !== '' || rows[index - 1] !== '');
  return `${shown.join('\n')}\n`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(README, withScreens(readFileSync(README, 'utf8'), readScreen));
}
