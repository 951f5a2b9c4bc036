import { expect, it } from 'vitest';
import { settingsInForce } from '../../src/cli/full-screen.ts';
import { DEFAULT_SETTINGS } from '../../src/tui/settings.ts';

it('the command line wins over the file, the file over how iotop comes', () => {
  const config = { settings: { show: 'active', unit: 'processes' }, problems: [] } as const;
  expect(settingsInForce(config, { unit: 'threads', base: 1000 })).toEqual({
    ...DEFAULT_SETTINGS,
    show: 'active',
    unit: 'threads',
    base: 1000,
  });
});

it('a sort column named without a direction is sorted as people look at it first', () => {
  const direction = (settings: Parameters<typeof settingsInForce>[1]) =>
    settingsInForce({ settings: {}, problems: [] }, settings).sortDirection;
  expect(direction({ sortColumn: 'user' })).toBe('ascending');
  expect(direction({ sortColumn: 'write' })).toBe('descending');
  expect(direction({ sortColumn: 'user', sortDirection: 'descending' })).toBe('descending');
});
