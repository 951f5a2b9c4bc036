/** Which script an interpreter runs, where its command line leaves no doubt. */
import type { TaskEntry } from '../../sample/sample.ts';

/** By name: the options that take no argument, and how its scripts end. */
const INTERPRETERS: readonly (readonly [name: RegExp, options: RegExp, script: RegExp])[] = [
  [/^python[\d.]*$/, /^-[uBEsSOI]+$/, /[^/]\.py$/],
  [/^(node|nodejs)$/, /^--enable-source-maps$/, /[^/]\.[cm]?[jt]s$/],
  [/^perl$/, /^-[wT]+$/, /[^/]\.pl$/],
  [/^ruby$/, /^-w$/, /[^/]\.rb$/],
  [/^(ba|da|z|k)?sh$/, /^-[eux]+$/, /[^/]\.(ba|z|k)?sh$/],
  [/^java$/, /^-(X|D|ea$|server$|jar$)/, /[^/]\.jar$/],
];

/**
 * The script's name that all these tasks run; undefined: no interpreter of this name, several scripts, or not certain. Words of a command line
 * are joined by blanks: only a word that ends as scripts do is taken for one.
 */
export const scriptOf = (program: string, entries: readonly TaskEntry[]): string | undefined => {
  const kind = INTERPRETERS.find(([name]) => name.test(program));
  if (kind === undefined) return undefined;
  const [, options, ending] = kind;
  const scripts = new Set(entries.map(({ command = '' }) => scriptIn(program, command, options)));
  const [script] = scripts;
  if (scripts.size !== 1 || script === undefined || !ending.test(script)) return undefined;
  return script.slice(script.lastIndexOf('/') + 1);
};

/** The first word that is no option. */
const scriptIn = (program: string, command: string, options: RegExp): string | undefined => {
  const [first = '', ...words] = command.split(' ');
  if (first.slice(first.lastIndexOf('/') + 1) !== program) return undefined;
  return words.find((word) => !options.test(word));
};
