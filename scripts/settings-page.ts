/** The table of settings in docs/options.md, printed from the settings table and the keys. */

import { keysName } from '../src/tui/core/help-text.ts';
import { KEYS } from '../src/tui/core/keys.ts';
import { DEFAULT_SETTINGS } from '../src/tui/core/settings.ts';
import { SETTING_ROWS } from '../src/tui/settings/settings-table.ts';

/** @param page docs/options.md @returns the page with the table as it is now */
export const withSettings = (page: string): string =>
  page.replace(
    /(<!-- settings -->\n).*?(<!-- \/settings -->)/s,
    (_, start, end) => `${start}${table()}${end}`,
  );

const table = (): string => {
  const rows = SETTING_ROWS.map(([name, { file, help, write, optionRows }]) => {
    const keys = KEYS.filter(({ setting }) => setting === name).map((row) => keysName(row.keys));
    const options = optionRows.filter(({ unlisted }) => unlisted !== true);
    return [
      `\`${file}\``,
      help,
      `\`${JSON.stringify(write(DEFAULT_SETTINGS[name]))}\``,
      options.map((row) => `\`--${row.name}\``).join(' '),
      keys.map((key) => `\`${key}\``).join(' '),
    ];
  });
  const lines = [['setting', 'means', 'default', 'options', 'keys'], Array(5).fill('---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
};
