/** Values of options, checked. */
import { UsageError } from './errors.ts';
import { nearest } from './nearest.ts';

export type NumberRange = {
  readonly least: number;
  readonly most?: number;
  readonly whole?: boolean;
};

/** A decimal number in a range. @throws UsageError that says which */
export const numberOf = (
  text: string,
  option: string,
  { least, most, whole }: NumberRange,
): number => {
  const value = Number(text);
  const isPlain = whole ? /^\d+$/.test(text) : /^\d*\.?\d+$|^\d+\.$/.test(text);
  if (!isPlain || value < least || value > (most ?? Number.MAX_SAFE_INTEGER)) {
    const kind = whole ? 'a whole number' : 'a number';
    const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new UsageError(
      `invalid value ${JSON.stringify(text)} for ${option}; give ${kind} ${range}`,
    );
  }
  return value;
};

/** One of a few words, or undefined when none was given. @throws UsageError that names the one that is likely meant, or all */
export const choiceOf = <Word extends string>(
  text: string | undefined,
  option: string,
  words: readonly Word[],
): Word | undefined => {
  if (text === undefined) return undefined;
  const found = words.find((word) => word === text);
  if (found === undefined) {
    const meant = nearest(text, words);
    const instead =
      meant === undefined ? `give one of ${words.join(', ')}` : `did you mean ${meant}?`;
    throw new UsageError(`invalid value ${JSON.stringify(text)} for ${option}; ${instead}`);
  }
  return found;
};
