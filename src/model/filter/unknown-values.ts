/** Values that a filter compares with `=` and that nothing has: most likely misspelt. They may come yet, so this is told and refused nowhere. */
import { nearest } from '../../lib/nearest.ts';
import { bareDeviceName } from '../devices/device-names.ts';
import { someNames } from '../devices/some-names.ts';
import type { NameUse } from './expression.ts';

/** What there is. Absent: nobody knows. */
export type KnownValues = {
  /** All names of devices, other names too; empty: nobody knows. */
  readonly devices?: readonly string[];
  readonly users?: KnownUsers;
  /** Where and when that is so: `here now`. */
  readonly where: string;
  /** What becomes of it. */
  readonly outcome: string;
};

export type KnownUsers = {
  /** @param text a name or a number */
  readonly has: (text: string) => boolean;
  /** Those that may be meant; perhaps not all. */
  readonly names: readonly string[];
};

/** A line each, once a value: `no device vdaa here now (did you mean vda?); it is waited for`. Not yet sanitized. */
export const unknownValues = (
  uses: readonly NameUse[],
  { devices = [], users, where, outcome }: KnownValues,
): readonly string[] => {
  const lines = uses.flatMap(({ name: { name }, equals }) => {
    if (equals === undefined) return [];
    if (name === 'device' && devices.length > 0 && !devices.includes(bareDeviceName(equals))) {
      const instead = meantBy(bareDeviceName(equals), devices) ?? ` (${someNames(devices)})`;
      return [`no device ${equals} ${where}${instead}; ${outcome}`];
    }
    if (name === 'user' && users !== undefined && !users.has(equals))
      return [`no user ${equals} ${where}${meantBy(equals, users.names) ?? ''}; ${outcome}`];
    return [];
  });
  return [...new Set(lines)];
};

const meantBy = (text: string, names: readonly string[]): string | undefined => {
  const meant = nearest(text, names);
  return meant && ` (did you mean ${meant}?)`;
};
