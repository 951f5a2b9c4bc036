/**
 * Every setting, one row each: its default, its values, its options, its keys and its line in config.toml.
 *
 * The type `Settings`, the parser of options, `iotop --help`, the manual, docs/options.md, the configuration file and the keys that turn a
 * setting come from here. Names and letters of options are those of iotop 0.1, iotop 0.6 and iotop-c 1.33, which agree where they overlap.
 */
import { CONTENT_SETTINGS } from './content-settings.ts';
import { SCREEN_SETTINGS } from './screen-settings.ts';
import type { Setting } from './setting.ts';

export const SETTINGS = { ...CONTENT_SETTINGS, ...SCREEN_SETTINGS } as const;

export type SettingName = keyof typeof SETTINGS;

type SettingRow = Setting<unknown> & Required<Pick<Setting<unknown>, 'file'>>;

/** The same to walk over, each with its name in the file, where the type of the value does not matter. */
export const SETTING_ROWS = Object.entries(SETTINGS).map(([name, setting]) => [
  name,
  { file: name, ...setting },
]) as unknown as readonly (readonly [name: SettingName, setting: SettingRow])[];
