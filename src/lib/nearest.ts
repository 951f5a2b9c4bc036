/** The word that somebody most likely meant. */

/** @returns the one word that begins as `text` does, or is at most a third of its letters away; undefined: none */
export const nearest = <Word extends string>(
  text: string,
  words: readonly Word[],
): Word | undefined => {
  const wanted = text.toLowerCase();
  const begun = words.filter((word) => wanted !== '' && word.toLowerCase().startsWith(wanted));
  if (begun.length === 1) return begun[0];
  const most = Math.floor(wanted.length / 3);
  const steps = words.map((word) => ({ word, far: distance(wanted, word.toLowerCase()) }));
  const near = steps.filter(({ far }) => far <= most).sort((a, b) => a.far - b.far);
  return near[0]?.word;
};

/** Letters to be put in, left out, changed, or swapped with the next. Source: optimal string alignment. */
const distance = (from: string, to: string): number => {
  let [before, last]: [number[], number[]] = [
    [],
    Array.from({ length: to.length + 1 }, (_, i) => i),
  ];
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      next[j] = Math.min(
        (last[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (last[j - 1] as number) + (isSame ? 0 : 1),
        isSwapped ? (before[j - 2] as number) + 1 : Infinity,
      );
    }
    [before, last] = [last, next];
  }
  return last[to.length] as number;
};
