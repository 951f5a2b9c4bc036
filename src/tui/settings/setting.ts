/**
 * What one row of the settings table can say: the value, its options, its keys, its line in config.toml and what it refuses.
 *
 * A row is made by the function of its kind: `choice`, `numberSetting`, `filterSetting`, or `columnSetting` in column-setting.ts.
 */
import { UsageError } from '../../lib/errors.ts';
import { choiceOf, numberOf } from '../../lib/option-value.ts';
import { compileFilter, compileSearch, filterOf, whereOption } from '../../model/filter/filter.ts';
import type { TerminalAbilities } from '../terminal/abilities.ts';
import { type Opposite, type OptionRow, type OptionText, rowsOfOption } from './option-row.ts';

/** What the command line has of some options. */
type GivenOptions = {
  /** Of options that say the same (`on`) or the opposite (`off`), what the last one given says; undefined: none was. */
  readonly either: (on: readonly string[], off: readonly string[]) => boolean | undefined;
  readonly value: (name: string) => string | undefined;
};

/** A good value, or what is wrong, in words that follow the name of the setting. */
type Checked<Value> =
  | { readonly value: Value; readonly problem?: undefined }
  | { readonly problem: string };

export type Setting<Value> = {
  readonly default: Value;
  /** Its name in config.toml; absent: as in the table of settings. */
  readonly file?: string;
  /** The comment above it there. */
  readonly help: string;
  readonly optionRows: readonly OptionRow[];
  readonly keys: readonly Required<SettingKey<Value>>[];
  /** What the key D does to it. */
  readonly atReset: 'default' | 'stays';
  /** `drawing`: no row is another for it. */
  readonly decides: 'rows' | 'drawing';
  /** What a person sees of a value; equal: the same. Absent: each value looks like no other. */
  readonly seen?: (value: Value, abilities: TerminalAbilities) => unknown;
  /** Of the file's value. */
  check(value: unknown): Checked<Value>;
  /** For the file. */
  write(value: Value): string | number | readonly string[];
  /** @param base what holds where no option of it is given @throws UsageError for a value that cannot be */
  fromOptions(given: GivenOptions, base: Value): Value;
};

/** A key that turns it to the next of these values (absent: all), around and around; from any other value to the first. */
type SettingKey<Value> = {
  readonly keys: readonly string[];
  readonly help: string;
  readonly turns?: readonly Value[];
  /** The answer of the key: what is so from now on. */
  readonly says: (value: Value) => string;
};

/** `--no-NAME`, or the opposite, brings the default back; where the flag is for the default: the value after it. */
type FlagOption<Value> = OptionText & {
  readonly on: Value;
  /** Undone, it leaves any value but `on` as it is. */
  readonly undoes?: 'itself';
  readonly opposite?: Opposite<Value>;
};

type ValueOption<Value> = OptionText & {
  /** What the help calls it. */
  readonly value: string;
  /** The words it takes; absent: the values themselves. */
  readonly words?: Readonly<Record<string, Value>>;
  /** Words it takes too, but does not name. */
  readonly aliases?: Readonly<Record<string, Value>>;
};

/** One, or some. */
type Items<Item> = Item | readonly Item[];

/** What a row says whatever its kind is. Options later in the list count more. */
type Row<Value> = Pick<Setting<Value>, 'default' | 'file' | 'help' | 'seen'> & {
  /** Where the help lists its options. */
  readonly group?: OptionRow['group'];
  readonly options?: Items<FlagOption<Value> | ValueOption<Value>>;
  readonly keys?: Items<SettingKey<Value>>;
  readonly atReset?: 'stays';
  readonly decides?: 'drawing';
};

type Kind<Value> = Pick<Setting<Value>, 'check'> & {
  readonly values?: readonly Value[];
  /** The value behind an option's text. */
  readonly parse: (text: string, option: ValueOption<Value>) => Value;
  /** The text that an option or the file has for a value; absent: the value itself. */
  readonly format?: (value: Value) => string | number;
};

/** One of a few values; the default is the first unless the row has another. */
export const choice = <const Value extends string | number>(
  values: readonly Value[],
  row: Omit<Row<NoInfer<Value>>, 'default'> & { readonly default?: NoInfer<Value> },
): Setting<Value> =>
  setting<Value>(
    { default: values[0] as Value, ...row, help: `${row.help}: ${quoted(values)}` },
    {
      values,
      check: (value) => {
        const found = values.find((candidate) => candidate === value);
        return found === undefined
          ? { problem: `must be one of ${quoted(values)}` }
          : { value: found };
      },
      parse: (text, { name, words = wordsOf(values), aliases = {} }) => {
        const alias = Object.entries(aliases).find(([word]) => word === text)?.[1];
        return alias ?? (words[choiceOf(text, `--${name}`, Object.keys(words)) as string] as Value);
      },
    },
  );

type NumberRow = Row<number> & {
  readonly least: number;
  readonly most: number;
  readonly whole?: true;
  /** How much of the setting one of the user's units is; absent: 1. */
  readonly size?: number;
  /** `seconds`. */
  readonly unit?: string;
};

/** A number in a range. */
export const numberSetting = (all: NumberRow): Setting<number> => {
  const { least, most, whole = false, size = 1, unit, ...row } = all;
  const what = `${whole ? 'a whole number' : 'a number'}${unit === undefined ? '' : ` of ${unit}`}`;
  return setting(row, {
    check: (value) => {
      const isNumber = typeof value === 'number' && (!whole || Number.isInteger(value));
      return isNumber && value >= least && value <= most
        ? { value: Math.round(value * size) }
        : { problem: `must be ${what} from ${least} to ${most}` };
    },
    parse: (text, { name }) => numberOf(text, `--${name}`, { least, most, whole }) * size,
    format: (value) => value / size,
  });
};

/** A filter that compiles; '' is none, and the default. @param row its options: a text to search for, then an expression */
export const filterSetting = (
  row: Omit<Row<string>, 'default' | 'options'> & {
    readonly options: readonly [search: ValueOption<string>, expression: ValueOption<string>];
  },
): Setting<string> => {
  const [{ name: search }, { name: expression }] = row.options;
  const made = setting<string>(
    { default: '', ...row },
    {
      check: (value) => {
        if (typeof value !== 'string') return { problem: 'must be a text' };
        const compiled = compileFilter(value);
        return compiled.kind === 'ok'
          ? { value }
          : { problem: `is no filter: ${compiled.problem}` };
      },
      parse: (text) => text,
    },
  );
  return {
    ...made,
    // Both options narrow the list: of two filters one is made.
    fromOptions: (given, base) => {
      const [searched, where] = [given.value(search), given.value(expression)];
      if (searched === undefined && where === undefined) return base;
      const compiled = compileSearch(searched ?? '');
      if (compiled.kind === 'bad')
        throw new UsageError(
          `--${search} ${JSON.stringify(searched)} is no regular expression: ${compiled.problem}; escape special characters by \\`,
        );
      whereOption(where ?? '', `--${expression}`);
      const filter = filterOf(searched ?? '', where ?? '');
      const together = compileFilter(filter);
      if (together.kind === 'bad')
        throw new UsageError(`--${search} and --${expression} together: ${together.problem}`);
      return filter;
    },
  };
};

/** Values as the file writes them. */
export const quoted = (values: readonly (string | number)[]): string =>
  values.map((value) => JSON.stringify(value)).join(', ');

const MARK = ' [default]';

const listOf = <Item extends object>(items: Items<Item> = []): readonly Item[] =>
  Array.isArray(items) ? items : [items as Item];

const setting = <Value extends string | number>(
  row: Row<Value>,
  { values = [], check, parse, format = (value) => value }: Kind<Value>,
): Setting<Value> => {
  const { group = 'The screen', options: flagsAndValues, keys, ...rest } = row;
  const options = listOf(flagsAndValues);
  const usual = row.default;
  const off = values.find((value) => value !== usual) ?? usual;
  return {
    atReset: 'default',
    decides: 'rows',
    ...rest,
    optionRows: options.flatMap((option) => {
      if ('value' in option) {
        const takes =
          values.length === 0 ? {} : { takes: Object.keys(option.words ?? wordsOf(values)) };
        return rowsOfOption({ ...option, group, ...takes }, defaultOf(usual, option, format));
      }
      const isDefault = option.on === usual;
      const isUndone = !isDefault && (option.opposite?.on ?? usual) === usual;
      return rowsOfOption({ ...option, group }, isDefault ? MARK : '', isUndone ? MARK : '');
    }),
    keys: listOf(keys).map((key) => ({ turns: values, ...key })),
    check,
    write: format,
    fromOptions: (given, base) => {
      let now = base;
      for (const option of options) {
        if ('value' in option) {
          const text = given.value(option.name);
          if (text !== undefined) now = parse(text, option);
          continue;
        }
        const { name, on, undoes, opposite } = option;
        const isOn = given.either([name], opposite ? [opposite.name] : []);
        if (isOn === true) now = on;
        else if (isOn === false && opposite?.on !== undefined) now = opposite.on;
        else if (isOn === false && (undoes === undefined || now === on))
          now = on === usual ? off : usual;
      }
      return now;
    },
  };
};

/** ` [default: 1]`, in the option's own words; '' where it is the empty text. */
const defaultOf = <Value extends string | number>(
  value: Value,
  { words = {} }: ValueOption<Value>,
  format: (value: Value) => string | number,
): string => {
  const word = Object.entries(words).find(([, means]) => means === value)?.[0] ?? format(value);
  return word === '' ? '' : ` [default: ${word}]`;
};

const wordsOf = <Value extends string | number>(
  values: readonly Value[],
): Readonly<Record<string, Value>> =>
  Object.fromEntries(values.map((value) => [String(value), value]));
