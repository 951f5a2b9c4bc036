/** One comparison of a filter: a name, an operator and a value, as a test of rows. */
import { DURATIONS, SIZES, withUnit } from '../../lib/quantities.ts';
import type { ColumnContext } from '../column.ts';
import type { Row } from '../view/row.ts';
import type { FigureKind, FilterName } from './filter-names.ts';
import { compilePattern } from './pattern.ts';

/** @returns undefined where what it asks for is unknown */
export type Test = (row: Row, context: ColumnContext) => boolean | undefined;

export const negated =
  (test: Test): Test =>
  (row, context) => {
    const is = test(row, context);
    return is === undefined ? undefined : !is;
  };

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~';

/** Made, or what is wrong: with the operator, or with the value. */
type Comparison =
  | { readonly kind: 'ok'; readonly test: Test }
  | { readonly kind: 'bad'; readonly part: 'operator' | 'value'; readonly problem: string };

export const comparisonOf = (name: FilterName, operator: Operator, value: string): Comparison => {
  const operators = name.kind === 'text' ? OF_TEXT : name.kind === 'flag' ? OF_FLAG : OF_FIGURES;
  if (!operators.includes(operator)) {
    const what = name.kind === 'text' ? 'a text' : name.kind === 'flag' ? 'yes or no' : 'a figure';
    const problem = `${name.name} is ${what}, which takes ${operators.join(' ')}`;
    return { kind: 'bad', part: 'operator', problem };
  }
  return name.kind === 'text' ? ofText(name, operator, value) : ofFigure(name, operator, value);
};

const OF_TEXT: readonly Operator[] = ['=', '!=', '~', '!~'];
const OF_FLAG: readonly Operator[] = ['=', '!='];
const OF_FIGURES: readonly Operator[] = ['=', '!=', '<', '<=', '>', '>='];

type Named<Kind> = Extract<FilterName, { readonly kind: Kind }>;

const ofText = (
  { some, equal = same }: Named<'text'>,
  operator: Operator,
  value: string,
): Comparison => {
  const compiled = operator.endsWith('~') ? compilePattern(value) : undefined;
  if (compiled?.kind === 'bad')
    return { kind: 'bad', part: 'value', problem: `no regular expression: ${compiled.problem}` };
  const pattern = compiled?.pattern;
  const ofOne: Test =
    compiled === undefined
      ? some(equal(value), 'whole')
      : some((text) => pattern?.test(text) ?? true, 'part');
  const test: Test = (row, context) => {
    const members = row.fold?.members ?? [];
    return members.length === 0 ? ofOne(row, context) : ofAny(members, context, ofOne);
  };
  return { kind: 'ok', test: operator.startsWith('!') ? negated(test) : test };
};

const same = (value: string) => (text: string) => text === value;

/** Of several added up a text is that of any: a service has the names of all its processes. */
const ofAny = (
  members: readonly Row[],
  context: ColumnContext,
  test: Test,
): boolean | undefined => {
  let isKnown = true;
  for (const member of members) {
    const is = test(member, context);
    if (is === true) return true;
    if (is === undefined) isKnown = false;
  }
  return isKnown ? false : undefined;
};

const ofFigure = (
  { name, kind, figure }: Named<FigureKind>,
  operator: Operator,
  value: string,
): Comparison => {
  const { parse, example } = VALUES[kind];
  const wanted = parse(value);
  if (wanted === undefined) {
    const problem = `${name} takes a value such as ${example}`;
    return { kind: 'bad', part: 'value', problem };
  }
  const holds = HOLDS[operator as keyof typeof HOLDS];
  return {
    kind: 'ok',
    test: (row, context) => {
      const found = figure(row, context);
      return found === undefined ? undefined : holds(found, wanted);
    },
  };
};

/** Whether the name takes the value. */
export const isFigureOf = ({ kind }: FilterName, value: string): boolean =>
  kind !== 'text' && VALUES[kind].parse(value) !== undefined;

const HOLDS: Readonly<
  Record<Exclude<Operator, '~' | '!~'>, (found: number, wanted: number) => boolean>
> = {
  '=': (found, wanted) => found === wanted,
  '!=': (found, wanted) => found !== wanted,
  '<': (found, wanted) => found < wanted,
  '<=': (found, wanted) => found <= wanted,
  '>': (found, wanted) => found > wanted,
  '>=': (found, wanted) => found >= wanted,
};

/** Nothing needs no unit; of anything else nobody knows what was meant. */
const inUnits =
  (units: Readonly<Record<string, number>>) =>
  (text: string): number | undefined =>
    /^0+(?:\.0+)?$/.test(text) ? 0 : withUnit(text, units);

const sizeIn = inUnits(SIZES);

/** Nanoseconds; those of the program's other options besides. */
const TIMES: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ...Object.fromEntries(Object.entries(DURATIONS).map(([unit, ms]) => [unit, ms * 1e6])),
};

const WORDS: Readonly<Record<string, number>> = { yes: 1, no: 0, true: 1, false: 0 };

type ValueKind = {
  readonly parse: (text: string) => number | undefined;
  readonly example: string;
};

const VALUES: Readonly<Record<FigureKind, ValueKind>> = {
  rate: { parse: (text) => sizeIn(text.replace(/ ?\/s$/i, '')), example: '1M' },
  size: { parse: sizeIn, example: '64K' },
  share: { parse: inUnits({ '%': 0.01 }), example: '50%' },
  duration: { parse: inUnits(TIMES), example: '10ms' },
  number: { parse: inUnits({ '': 1 }), example: '100' },
  flag: {
    parse: (text) => (Object.hasOwn(WORDS, text) ? WORDS[text] : undefined),
    example: 'yes or no',
  },
};
