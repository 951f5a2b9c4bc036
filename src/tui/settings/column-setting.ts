/** The setting that is a set of columns: each option shows some or hides some, and the last word on a column counts. */
import { COLUMNS, type ColumnId } from '../../model/columns.ts';
import {
  bad,
  type Opposite,
  type OptionRow,
  ok,
  quoted,
  rowsOfOption,
  type Setting,
} from './setting.ts';

type ColumnOption = Pick<OptionRow, 'name' | 'short' | 'help' | 'group'> & {
  readonly note?: string;
  readonly opposite: Opposite;
} & ({ readonly shows: readonly ColumnId[] } | { readonly hides: readonly ColumnId[] });

type Row = {
  readonly default: ReadonlySet<ColumnId>;
  readonly file: string;
  readonly help: string;
  readonly options: readonly ColumnOption[];
};

const COLUMN_IDS: readonly ColumnId[] = COLUMNS.map(({ id }) => id);

export const columnSetting = (row: Row): Setting<ReadonlySet<ColumnId>> => {
  const { options, file, help } = row;
  return {
    default: row.default,
    file,
    help: `${help}, of ${quoted(COLUMN_IDS)}`,
    optionRows: options.flatMap((option) => rowsOfOption(option, '')),
    keys: [],
    atReset: 'default',
    check: (value) => {
      if (!Array.isArray(value) || value.length === 0) return bad('must be a list of column names');
      const unknown = value.filter((id) => !COLUMN_IDS.includes(id));
      return unknown.length === 0
        ? ok(new Set(value as ColumnId[]))
        : bad(`has no column ${quoted(unknown.map(String))}; there are ${quoted(COLUMN_IDS)}`);
    },
    write: (columns) => COLUMN_IDS.filter((id) => columns.has(id)),
    fromOptions: (given, base) => {
      const isShown = (column: ColumnId): boolean => {
        const { showing, hiding } = namesOf(column, options);
        return given.either(showing, hiding) ?? base.has(column);
      };
      return new Set(COLUMN_IDS.filter(isShown));
    },
  };
};

/** The options that show a column, and those that hide it. */
const namesOf = (
  column: ColumnId,
  options: readonly ColumnOption[],
): { readonly showing: readonly string[]; readonly hiding: readonly string[] } => {
  const showing: string[] = [];
  const hiding: string[] = [];
  for (const option of options) {
    const shows = 'shows' in option;
    if (!(shows ? option.shows : option.hides).includes(column)) continue;
    (shows ? showing : hiding).push(option.name);
    (shows ? hiding : showing).push(option.opposite.name);
  }
  return { showing, hiding };
};
