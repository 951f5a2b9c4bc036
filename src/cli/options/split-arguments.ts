/** Tells a command's own options from those of the program, which are read elsewhere. */
import { parseArgs } from 'node:util';
import { OPTIONS } from './option-table.ts';
import type { ParsedRow } from './parse-arguments.ts';

export type SplitArguments = {
  /** Those of `rows`, and what is no option. */
  readonly own: readonly string[];
  /** All others, right or wrong. */
  readonly rest: readonly string[];
};

/** @param rows options with long names only */
export const splitArguments = (
  rows: readonly ParsedRow[],
  args: readonly string[],
): SplitArguments => {
  const ownNames = new Set(rows.map(({ name }) => name));
  const ownIndexes = new Set<number>();
  for (const token of tokensOf(rows, args)) {
    if (token.kind === 'option' && !ownNames.has(token.name)) continue;
    ownIndexes.add(token.index);
    const hasNext = token.kind === 'option' && token.value !== undefined && !token.inlineValue;
    if (hasNext) ownIndexes.add(token.index + 1);
  }
  return {
    own: args.filter((_, i) => ownIndexes.has(i)),
    rest: args.filter((_, i) => !ownIndexes.has(i)),
  };
};

const tokensOf = (rows: readonly ParsedRow[], args: readonly string[]) => {
  const all: readonly ParsedRow[] = [...OPTIONS, ...rows];
  const options = Object.fromEntries(
    all.map(({ name, short, value }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: true,
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  return parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
  }).tokens;
};
