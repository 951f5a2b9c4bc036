/** An option of the command line, as the parser, the help, the manual and shells see it. */
import { defined } from '../../lib/defined.ts';

export const OPTION_GROUPS = [
  'What to run',
  'What to show',
  'How to show it',
  'The screen',
] as const;

export type OptionRow = {
  readonly name: string;
  readonly short?: string;
  /** What the value is called; absent: a flag, which `--no-NAME` undoes. */
  readonly value?: string;
  /** The words that the value may be; absent: it is no such word. */
  readonly takes?: readonly string[];
  readonly many?: true;
  /** Not in the help: the opposite of an option that is. */
  readonly unlisted?: true;
  readonly help: string;
  readonly group: (typeof OPTION_GROUPS)[number];
};

export type OptionText = Pick<OptionRow, 'name' | 'short' | 'help'> & {
  /** What the help adds in brackets, behind the default. */
  readonly note?: string;
};

/** An option under a name of its own that says the opposite; without `help` it is not listed. */
export type Opposite<Value = unknown> = {
  readonly name: string;
  readonly help?: string;
  /** What it sets; absent: as undoing the flag does. */
  readonly on?: Value;
};

/** The option's row, and that of its opposite. @param mark what the help ends with, such as ` [default: 1]` */
export const rowsOfOption = (
  option: Omit<OptionRow, 'unlisted'> & Pick<OptionText, 'note'> & { readonly opposite?: Opposite },
  mark: string,
  oppositeMark = '',
): readonly OptionRow[] => {
  const { name, short, value, takes, help, note, group, opposite } = option;
  const row = {
    name,
    ...defined({ short, value, takes }),
    help: `${help}${mark}${note === undefined ? '' : ` (${note})`}`,
    group,
  };
  if (opposite === undefined) return [row];
  return opposite.help === undefined
    ? [row, { name: opposite.name, help: `the opposite of --${name}`, group, unlisted: true }]
    : [row, { name: opposite.name, help: `${opposite.help}${oppositeMark}`, group }];
};
