/** Lists of numbers that only rise. */

/** Where the first that is not below `least` stands among the first `count`; `count` when there is none. */
export const firstFrom = (
  ascending: Int32Array,
  least: number,
  count = ascending.length,
): number => {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
};
