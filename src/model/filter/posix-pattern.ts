/**
 * What grep and iotop-c take for a pattern and JavaScript does not: `[[:alpha:]]`, `\<` and `\>`, and a `]` that stands first in
 * brackets. The rest of a POSIX extended regular expression means the same in both.
 *
 * Source: POSIX.1-2017, Base Definitions, 9.3.5 (bracket expressions); word edges are those of the GNU C library.
 */

/** `source` is for `RegExp` with the flag u. */
type PosixPattern =
  | { readonly kind: 'ok'; readonly source: string }
  | { readonly kind: 'bad'; readonly problem: string };

export const fromPosix = (text: string): PosixPattern => {
  let problem: string | undefined;
  const source = text.replace(PIECE, (piece, not?: string, bracket?: string, members?: string) => {
    if (members === undefined) return WORD_EDGES[piece] ?? piece;
    const translated = members.replace(NAMED, (named, kind: string, name: string) => {
      const known = kind === ':' ? CLASSES[name] : undefined;
      if (known === undefined) problem ??= problemOf(named, kind);
      return known ?? named;
    });
    return `[${not}${bracket === '' ? '' : '\\]'}${translated}]`;
  });
  return problem === undefined ? { kind: 'ok', source } : { kind: 'bad', problem };
};

const problemOf = (named: string, kind: string): string =>
  kind === ':'
    ? `there is no class ${named}, only ${Object.keys(CLASSES).join(', ')}`
    : `${named} depends on a language: put the characters themselves in the brackets`;

/** `[:name:]`, `[=x=]` or `[.x.]`, inside brackets. */
const NAMED = /\[([:=.])([^\][]*?)\1\]/gu;

/** An escape, or a whole bracket expression: its `^`, a `]` that is its first member, its other members. */
const PIECE = /\\.|\[(\^?)(\]?)((?:\[([:=.])[^\][]*?\4\]|\\.|[^\]\\])*)\]/gsu;

const WORD = '[\\p{L}\\p{N}_]';

const WORD_EDGES: Readonly<Record<string, string>> = {
  '\\<': `(?<!${WORD})(?=${WORD})`,
  '\\>': `(?<=${WORD})(?!${WORD})`,
};

const VISIBLE = '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}';

const CLASSES: Readonly<Record<string, string>> = {
  alnum: '\\p{L}\\p{N}',
  alpha: '\\p{L}',
  blank: ' \\t',
  cntrl: '\\p{Cc}',
  digit: '0-9',
  graph: VISIBLE,
  lower: '\\p{Ll}',
  print: `${VISIBLE}\\p{Zs}`,
  punct: '\\p{P}\\p{S}',
  space: '\\s',
  upper: '\\p{Lu}',
  xdigit: '0-9A-Fa-f',
};
