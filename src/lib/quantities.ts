/** Durations and sizes as people type them: `7d`, `1GiB`. */
import { UsageError } from './errors.ts';
import { type Bytes, bytes, type Milliseconds, milliseconds } from './units.ts';

/** Milliseconds by unit. Without a unit nobody knows what was meant: seconds, days? */
export const DURATIONS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Bytes by unit. */
export const SIZES: Readonly<Record<string, number>> = {
  b: 1,
  k: 2 ** 10,
  kib: 2 ** 10,
  kb: 1e3,
  m: 2 ** 20,
  mib: 2 ** 20,
  mb: 1e6,
  g: 2 ** 30,
  gib: 2 ** 30,
  gb: 1e9,
  t: 2 ** 40,
  tib: 2 ** 40,
  tb: 1e12,
};

/** `90s`, `10m`, `2h`, `7d`, `1w`; undefined when it is none. */
export const parseDuration = (text: string): Milliseconds | undefined => {
  const value = withUnit(text, DURATIONS);
  return value === undefined ? undefined : milliseconds(value);
};

/** @throws UsageError that says what would do */
export const durationOf = (text: string, option: string): Milliseconds => {
  const duration = parseDuration(text);
  if (duration === undefined || duration <= 0) {
    throw new UsageError(
      `invalid duration ${JSON.stringify(text)} for ${option}; give a number and its unit, such as 90s, 10m, 12h or 7d`,
    );
  }
  return duration;
};

/** `500MiB`, `1GiB`, `2GB`, `4096b`. @throws UsageError that says what would do */
export const sizeOf = (text: string, option: string): Bytes => {
  const size = withUnit(text, SIZES);
  if (size === undefined || size < 1) {
    throw new UsageError(
      `invalid size ${JSON.stringify(text)} for ${option}; give a number and its unit, such as 500MiB or 1GiB`,
    );
  }
  return bytes(Math.floor(size));
};

/** `1.5 MiB`. @param units by lower-case name: what one of each is @returns undefined where it is no number of one of them */
export const withUnit = (
  text: string,
  units: Readonly<Record<string, number>>,
): number | undefined => {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([a-zµ%]*)$/i.exec(text) ?? [];
  const name = unit.toLowerCase();
  if (number === undefined || !Object.hasOwn(units, name)) return undefined;
  return Number(number) * (units[name] as number);
};
