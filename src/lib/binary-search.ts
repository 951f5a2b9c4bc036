/** Search in sorted lists of numbers. */

/** Index of the first of the first `count` numbers that is not below `least`; `count` when there is none. */
export const firstFrom = (
  sorted: ArrayLike<number>,
  least: number,
  count = sorted.length,
): number => {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
};
