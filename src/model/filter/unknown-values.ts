/** Values that a filter compares with `=` and that nothing has: most likely misspelt. They may come yet, so this is told and refused nowhere. */
import { nearest } from '../../lib/nearest.ts';
import { bareDeviceName } from '../devices/device-names.ts';
import { someNames } from '../devices/some-names.ts';
import type { NameUse } from './expression.ts';

/** What there is. Absent: nobody knows. */
export type KnownValues = {
  /** All names of devices, other names too; empty: nobody knows. */
  readonly devices?: readonly string[];
  readonly isUser?: (name: string) => boolean;
  /** Where and when that is so: `here now`. */
  readonly where: string;
  /** What becomes of it. */
  readonly outcome: string;
};

/** A line each, once a value: `no device vdaa here now (did you mean vda?); it is waited for`. Not yet sanitized. */
export const unknownValues = (
  uses: readonly NameUse[],
  { devices = [], isUser, where, outcome }: KnownValues,
): readonly string[] => {
  const lines = uses.flatMap(({ name: { name }, equals }) => {
    if (equals === undefined) return [];
    if (name === 'device' && devices.length > 0 && !devices.includes(bareDeviceName(equals)))
      return [`no device ${equals} ${where} (${instead(equals, devices)}); ${outcome}`];
    // A number is the user's where it has no name.
    if (name === 'user' && isUser !== undefined && !/^\d+$/.test(equals) && !isUser(equals))
      return [`no user ${equals} ${where}; ${outcome}`];
    return [];
  });
  return [...new Set(lines)];
};

/** The one that is likely meant, else those that there are. */
const instead = (text: string, devices: readonly string[]): string => {
  const meant = nearest(bareDeviceName(text), devices);
  return meant === undefined ? someNames(devices) : `did you mean ${meant}?`;
};
