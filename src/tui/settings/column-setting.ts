/** The setting that is a set of columns: `--show-WORD` shows some, `--hide-WORD` hides them, and the last word on a column counts. */
import { CHOSEN_IDS, COLUMNS, type ColumnId } from '../../model/columns.ts';
import { type OptionRow, rowsOfOption } from './option-row.ts';
import { quoted, type Setting } from './setting.ts';

/** Columns that may stand only where they tell something: then they are in the set, and in the file, with a `?`. */
const COME_AND_GO = [
  ...(['priority', 'swapin', 'graph'] as const),
  ...(['from-disk', 'to-disk', 'iops', 'request-size', 'latency', 'in-flight', 'device'] as const),
] as const satisfies readonly ColumnId[];

export type ChosenColumns = ReadonlySet<ColumnId | `${(typeof COME_AND_GO)[number]}?`>;

const CHOICES: readonly string[] = CHOSEN_IDS.flatMap((id) => [id, `${id}?`]).filter(
  (choice) => !choice.endsWith('?') || COME_AND_GO.some((id) => choice === `${id}?`),
);

/** Whether it is chosen, be it only for where it tells something. */
export const hasColumn = (columns: ChosenColumns, id: ColumnId): boolean =>
  columns.has(id) || (columns as ReadonlySet<string>).has(`${id}?`);

/** `by-need`: only where it tells something. */
export type Standing = 'shown' | 'hidden' | 'by-need';

/** Whether it may stand by need. */
export const comesAndGoes = (id: ColumnId): boolean => CHOICES.includes(`${id}?`);

/** @param ids by need only those that may be */
export const withColumns = (
  columns: ChosenColumns,
  ids: readonly ColumnId[],
  standing: Standing,
): ChosenColumns => {
  const others = [...columns].filter((choice) => !ids.some((id) => choice.replace('?', '') === id));
  const added = standing === 'hidden' ? [] : ids;
  const mark = standing === 'by-need' ? '?' : '';
  return new Set([...others, ...added.map((id) => id + mark)]) as ChosenColumns;
};

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

type Row = Pick<Setting<ChosenColumns>, 'default' | 'help'> & {
  readonly options: readonly ColumnOption[];
};

export const columnSetting = (row: Row): Setting<ChosenColumns> => ({
  default: row.default,
  help: `${row.help}, of ${quoted(CHOSEN_IDS)}; ${quoted(COME_AND_GO.map((id) => `${id}?`))}: where they tell something`,
  optionRows: row.options.flatMap(({ word, columns, ...option }) => {
    const [show, hide] = [`show-${word}`, `hide-${word}`];
    const [name, other] = columns.every((id) => hasColumn(row.default, id))
      ? [hide, show]
      : [show, hide];
    return rowsOfOption({ ...option, name, opposite: { name: other } }, '');
  }),
  keys: [],
  atReset: 'default',
  decides: 'rows',
  check: (value) => {
    if (!Array.isArray(value) || value.length === 0)
      return { problem: 'must be a list of column names' };
    const unknown = value.filter((id) => !CHOICES.includes(id));
    return unknown.length === 0
      ? { value: new Set(value) as ChosenColumns }
      : {
          problem: `has no column ${quoted(unknown.map(String))}; there are ${quoted(CHOICES)}`,
        };
  },
  write: (columns) => CHOICES.filter((choice) => (columns as ReadonlySet<string>).has(choice)),
  fromOptions: (given, base) => {
    let columns = base;
    for (const id of CHOSEN_IDS) {
      const options = row.options.filter((option) => option.columns.includes(id));
      const showing = options.map(({ word }) => `show-${word}`);
      const hiding = options.map(({ word }) => `hide-${word}`);
      const isShown = given.either(showing, hiding);
      if (isShown !== undefined) columns = withColumns(columns, [id], isShown ? 'shown' : 'hidden');
    }
    return columns;
  },
});
