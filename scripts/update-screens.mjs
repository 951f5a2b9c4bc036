// Puts into the papers what iotop itself shows: into README.md, between `<!-- screen NAME -->` and `<!-- /screen -->`, the golden
// screen NAME.txt of test/tui/screens; into docs/command-line.md, between `<!-- help -->` and `<!-- /help -->`, what `iotop --help`
// prints. Tests run the same functions and compare. Needs dist/iotop.js (npm run build).
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SCREENS = new URL('../test/tui/screens/', import.meta.url);
const README = new URL('../README.md', import.meta.url);
const COMMAND_LINE = new URL('../docs/command-line.md', import.meta.url);
const PROGRAM = fileURLToPath(new URL('../dist/iotop.js', import.meta.url));

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

/**
 * The page with the help in it as it is now.
 * @param {string} page
 * @param {string} help
 * @returns {string}
 */
export const withHelp = (page, help) =>
  page.replace(
    /(<!-- help -->\n).*?(<!-- \/help -->)/gs,
    (_, start, end) => `${start}\`\`\`text\n${help}\`\`\`\n${end}`,
  );

/** What `iotop --help` prints. */
export const readHelp = () =>
  execFileSync(process.execPath, [PROGRAM, '--help'], { encoding: 'utf8' });

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
  writeFileSync(COMMAND_LINE, withHelp(readFileSync(COMMAND_LINE, 'utf8'), readHelp()));
}
