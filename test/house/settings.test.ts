/** A setting is added by a row of the settings table: all that tells of settings or takes them has it from there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manPage } from '../../scripts/man-page.ts';
import { withSettings } from '../../scripts/settings-page.ts';
import { formatConfig, parseConfig } from '../../src/cli/config/config-text.ts';
import { helpText } from '../../src/cli/options/help.ts';
import { KEYS } from '../../src/tui/core/keys.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/tui/core/settings.ts';
import type { OptionRow } from '../../src/tui/settings/option-row.ts';
import { SETTING_ROWS } from '../../src/tui/settings/settings-table.ts';
import { readInvocation } from '../support/iotop/read-invocation.ts';
import { DrivenScreen } from '../support/screen/driven-screen.ts';

const FILE = join(import.meta.dirname, '../../docs/options.md');

const settingsBy = (args: readonly string[], configured: Partial<Settings>): Settings =>
  readInvocation(args, {
    name: 'iotop',
    isTerminal: true,
    configured,
    userId: () => undefined,
  }).settings;

/** The names of the settings in which two differ, as the file tells them. */
const changed = (before: Settings, after: Settings): readonly string[] =>
  SETTING_ROWS.filter(
    ([name, { write }]) =>
      JSON.stringify(write(before[name])) !== JSON.stringify(write(after[name])),
  ).map(([name]) => name);

/** What an option that takes a value is given: each of these, until one is taken. */
const VALUES = ['7', 'none', 'light', 'read', 'users', 'pid = 7'];

const argumentsFor = ({ name, value }: OptionRow): readonly string[] =>
  value === undefined ? [`--${name}`, `--no-${name}`] : VALUES.map((text) => `--${name}=${text}`);

const orUndefined = <Value>(act: () => Value): Value | undefined => {
  try {
    return act();
  } catch {
    return undefined;
  }
};

it('docs/options.md has the table of settings (vitest -u writes it anew)', async () => {
  await expect(withSettings(readFileSync(FILE, 'utf8'))).toMatchFileSnapshot(FILE);
});

it('no two settings have the same name in the file', () => {
  const names = SETTING_ROWS.map(([, { file }]) => file);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(SETTING_ROWS)('the setting %s', (name, setting) => {
  it('is in the configuration file with its help, and comes back from there', () => {
    const text = formatConfig(DEFAULT_SETTINGS);
    expect(text).toContain(`# ${setting.help}\n${setting.file} = `);
    expect(parseConfig(text).settings[name]).toEqual(setting.default);
  });

  it('is refused in the file where it is no value of it', () => {
    const { settings, problems } = parseConfig(`${setting.file} = 1979-05-27`);
    expect(settings).toEqual({});
    expect(problems).toEqual([
      { line: 1, text: expect.stringMatching(`^${setting.file} must be `) },
    ]);
  });

  it('is in docs/options.md', () => {
    expect(withSettings(readFileSync(FILE, 'utf8'))).toContain(`\n| \`${setting.file}\` | `);
  });

  it('has an option or a key', () => {
    const keys = KEYS.filter((row) => row.setting === name);
    expect(setting.optionRows.length + keys.length).toBeGreaterThan(0);
  });

  it.each(setting.keys.flatMap(({ keys }) => keys))('is what the key "%s" changes', (key) => {
    const screen = new DrivenScreen();
    const before = screen.state.settings;
    expect(changed(before, screen.press(key).state.settings)).toEqual([name]);
  });

  if (setting.optionRows.length === 0) return;

  it.each(setting.optionRows)('is what --$name changes', (row) => {
    const outcomes = argumentsFor(row).flatMap((argument) =>
      [{}, { theme: 'mono', measure: 'average' } as const].map((configured) =>
        orUndefined(() => changed(settingsBy([], configured), settingsBy([argument], configured))),
      ),
    );
    const names = new Set(outcomes.flatMap((outcome) => outcome ?? []));
    expect([...names]).toEqual([name]);
  });

  it('has its options in the help and in the manual', () => {
    const [help, manual] = [helpText(), manPage('0')];
    for (const row of setting.optionRows.filter(({ unlisted }) => unlisted !== true)) {
      expect(help).toContain(`--${row.name}`);
      expect(help).toContain(` ${row.help}\n`);
      expect(manual).toContain(`\\-\\-${row.name.replaceAll('-', '\\-')}`);
    }
  });
});
