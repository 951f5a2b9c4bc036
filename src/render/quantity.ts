/** Numbers of batch: a value and the letter of its unit. */

export type Scaling = {
  readonly base: 1024 | 1000;
  /** The next unit begins at this many times itself. */
  readonly threshold: number;
  /** `kilobytes`: always K. */
  readonly unit: 'scaled' | 'kilobytes';
};

export type Scaled = {
  /** Of what is less than nothing, its size. */
  readonly number: number;
  readonly sign: '' | '-';
  readonly letter: string;
};

const PREFIXES = 'BKMGTPEZY';

/** @param atThreshold the unit of what is exactly at the threshold */
export const scaled = (
  value: number,
  { base, threshold, unit }: Scaling,
  atThreshold: 'smaller' | 'larger',
): Scaled => {
  let number = Math.abs(value);
  let prefix = 0;
  if (unit === 'kilobytes') {
    number /= base;
    prefix = 1;
  } else {
    const limit = base * threshold;
    while (
      (number > limit || (number === limit && atThreshold === 'larger')) &&
      prefix < PREFIXES.length - 1
    ) {
      number /= base;
      prefix += 1;
    }
  }
  return {
    number,
    sign: value < 0 && number > 0 ? '-' : '',
    letter: PREFIXES[prefix] as string,
  };
};
