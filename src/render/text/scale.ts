/** How large numbers become short ones: a number and the letter of its unit. */

export type Scale = {
  /** What one unit of the next is: 1024, or 1000 for SI. */
  readonly base: 1024 | 1000;
  /** The next unit begins at this many times itself: 2 lets 2047 K stand before 2 M. */
  readonly threshold: number;
  /** `kilobytes`: always K. Absent or `scaled`: the unit that reads best. */
  readonly amounts?: 'scaled' | 'kilobytes';
};

/** Where nobody chose another. */
export const USUAL_SCALE: Scale = { base: 1024, threshold: 2 };

const PREFIXES = 'BKMGTPEZY';

/** @param atThreshold the unit of what is exactly at the threshold @returns the number without its sign, and the letter of its unit */
export const scaled = (
  value: number,
  { base, threshold, amounts }: Scale,
  atThreshold: 'smaller' | 'larger',
): { readonly number: number; readonly sign: string; readonly letter: string } => {
  const limit = base * threshold;
  const isBeyond = (number: number): boolean =>
    number > limit || (number === limit && atThreshold === 'larger');
  const [least, most] = amounts === 'kilobytes' ? [1, 1] : [0, PREFIXES.length - 1];
  let number = Math.abs(value);
  let prefix = 0;
  while (prefix < least || (prefix < most && isBeyond(number))) {
    number /= base;
    prefix += 1;
  }
  return {
    number,
    sign: value < 0 && number > 0 ? '-' : '',
    letter: PREFIXES[prefix] as string,
  };
};
