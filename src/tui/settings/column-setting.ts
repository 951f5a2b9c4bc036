/** The setting that is a set of columns: `--show-WORD` shows some, `--hide-WORD` hides them, and the last word on a column counts. */
import { COLUMN_IDS, COLUMNS, type ColumnId } from '../../model/columns.ts';
import { type OptionRow, quoted, rowsOfOption, type Setting } from './setting.ts';

/** Of `--show-WORD` and `--hide-WORD` the help lists the one that changes the default, as the fields here say. */
type ColumnOption = Pick<OptionRow, 'short' | 'help' | 'group'> & {
  readonly word: string;
  readonly columns: readonly ColumnId[];
  readonly note?: string;
};

/** The ids by what stands over the columns, as people type it: `R+W` or `r+w` for `moved`. */
export const IDS_BY_TITLE: Readonly<Record<string, ColumnId>> = Object.fromEntries(
  [...COLUMNS, { id: 'tid' as const, title: 'PID' }].flatMap(({ id, title }) => [
    [title, id],
    [title.toLowerCase(), id],
  ]),
);

type Row = Pick<Setting<ReadonlySet<ColumnId>>, 'default' | 'help'> & {
  readonly options: readonly ColumnOption[];
};

export const columnSetting = (row: Row): Setting<ReadonlySet<ColumnId>> => ({
  default: row.default,
  help: `${row.help}, of ${quoted(COLUMN_IDS)}`,
  optionRows: row.options.flatMap(({ word, columns, ...option }) => {
    const [show, hide] = [`show-${word}`, `hide-${word}`];
    const [name, other] = columns.every((id) => row.default.has(id)) ? [hide, show] : [show, hide];
    return rowsOfOption({ ...option, name, opposite: { name: other } }, '');
  }),
  keys: [],
  atReset: 'default',
  check: (value) => {
    if (!Array.isArray(value) || value.length === 0)
      return { problem: 'must be a list of column names' };
    const unknown = value.filter((id) => !COLUMN_IDS.includes(id));
    return unknown.length === 0
      ? { value: new Set(value as ColumnId[]) }
      : {
          problem: `has no column ${quoted(unknown.map(String))}; there are ${quoted(COLUMN_IDS)}`,
        };
  },
  write: (columns) => COLUMN_IDS.filter((id) => columns.has(id)),
  fromOptions: (given, base) => {
    const isShown = (column: ColumnId): boolean => {
      const options = row.options.filter(({ columns }) => columns.includes(column));
      const showing = options.map(({ word }) => `show-${word}`);
      const hiding = options.map(({ word }) => `hide-${word}`);
      return given.either(showing, hiding) ?? base.has(column);
    };
    return new Set(COLUMN_IDS.filter(isShown));
  },
});
