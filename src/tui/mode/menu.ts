/** Moving through a list of choices. */

/** Rows a page key moves. */
const PAGE = 8;

const STEPS: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  'page-up': -PAGE,
  'page-down': PAGE,
  home: -Number.MAX_SAFE_INTEGER,
  end: Number.MAX_SAFE_INTEGER,
};

/** Where a key leads from `at` in a list of `count`; undefined: it moves nothing. */
export const placeAfter = (key: string, at: number, count: number): number | undefined => {
  const step = STEPS[key];
  return step === undefined ? undefined : Math.max(0, Math.min(count - 1, at + step));
};
