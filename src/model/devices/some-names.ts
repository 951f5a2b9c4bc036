/** Of names that there are, for a message: the first, and whether there are more. */
export const someNames = (names: readonly string[]): string =>
  names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ', …' : '');

const MOST_NAMES = 12;
