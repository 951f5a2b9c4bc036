/** Letters of other keyboard layouts, by the place of their keys: who forgot to switch to Latin letters is understood too. */

/** Characters, and the Latin letters of the same keys. Sources: xkeyboard-config's `ru`, `ua`, `by` and `gr`, their first groups. */
const LAYOUTS = [
  ['йцукенгшщзхъфывапролджэячсмитьбю', "qwertyuiop[]asdfghjkl;'zxcvbnm,."],
  ['ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ', 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'],
  ['іїєўІЇЄЎ', 's]\'oS}"O'],
  ['ςερτυθιοπασδφγηξκλζχψωβνμ', 'wertyuiopasdfghjklzxcvbnm'],
  ['ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ', 'ERTYUIOPASDFGHJKLZXCVBNM'],
] as const;

const LATIN: ReadonlyMap<string, string> = new Map(
  LAYOUTS.flatMap(([letters, latin]) =>
    Array.from(letters, (letter, at) => [letter, latin.charAt(at)] as const),
  ),
);

/** The key as a Latin layout calls it; one that no layout tells, and one with a name, stays. */
export const latinKey = (key: string): string => LATIN.get(key) ?? key;
