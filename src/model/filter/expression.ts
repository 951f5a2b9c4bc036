/**
 * Reads a filter's expression: comparisons, `and`, `or`, `not`, parentheses.
 *
 *     write > 1M and (comm ~ ^post or device = vda) and not user = root
 *
 * Three-valued: what is unknown is neither true nor false, and so is its `not`. A value is a word, in which parentheses go by pairs, or stands
 * in quotes of either kind, in which nothing is special.
 */
import { nearest } from '../../lib/nearest.ts';
import { comparisonOf, isFigureOf, negated, type Operator, type Test } from './comparison.ts';
import { type FilterName, filterNamed, filterNames } from './filter-names.ts';

export type NameUse = {
  readonly name: FilterName;
  /** Where it stands: the character, counted from 1. */
  readonly at: number;
  /** The text that it must be; absent too below a `not`, and where it must match or be another. */
  readonly equals?: string;
};

type Expression =
  | { readonly kind: 'ok'; readonly test: Test; readonly uses: readonly NameUse[] }
  /** `at`: the character, counted from 1; one past the last where something is missing. */
  | { readonly kind: 'bad'; readonly problem: string; readonly at: number };

/** @param text so short that as many parentheses are read by as many calls */
export const parseExpression = (text: string): Expression => {
  const reader = new Reader(text);
  try {
    const { test } = reader.whole();
    return { kind: 'ok', test, uses: reader.uses };
  } catch (thrown) {
    if (!(thrown instanceof Mistake)) throw thrown;
    return { kind: 'bad', problem: thrown.message, at: thrown.at + 1 };
  }
};

class Mistake extends Error {
  readonly at: number;

  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}

const NAME = /[^\s()<>=!~"']+/y;
const OPERATOR = /!=|!~|<=|>=|==?|<|>|~/y;
const QUOTED = /"([^"]*)"|'([^']*)'/y;
/** A unit that stands apart from its number. */
const APART = /\s+(%|[a-zµ]+(?:\/s)?)(?=[\s)]|$)/iy;

class Reader {
  readonly #text: string;
  #at = 0;
  readonly uses: NameUse[] = [];
  #isNegated = false;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Part {
    const part = this.#either();
    if (this.#at < this.#text.length)
      throw new Mistake('here belongs and, or, or the end', this.#at);
    return part;
  }

  #either(): Part {
    const parts = [this.#both()];
    while (this.#takes('or')) parts.push(this.#both());
    return joined(parts, true);
  }

  #both(): Part {
    const parts = [this.#one()];
    while (this.#takes('and')) parts.push(this.#one());
    return joined(parts, false);
  }

  #one(): Part {
    if (this.#takes('not')) {
      this.#isNegated = !this.#isNegated;
      const { test, cost } = this.#one();
      this.#isNegated = !this.#isNegated;
      return { test: negated(test), cost };
    }
    this.#skipBlanks();
    const opened = this.#at;
    if (this.#text[opened] !== '(') return this.#comparison();
    this.#at += 1;
    const part = this.#either();
    if (this.#text[this.#at] !== ')') {
      const problem =
        this.#at < this.#text.length
          ? 'here belongs and, or, or )'
          : `the ( at ${opened + 1} lacks its )`;
      throw new Mistake(problem, this.#at);
    }
    this.#at += 1;
    this.#skipBlanks();
    return part;
  }

  #comparison(): Part {
    const nameAt = this.#at;
    const word = this.#take(NAME)?.[0];
    if (word === undefined)
      throw new Mistake('here belongs a comparison, such as write > 1M', nameAt);
    const name = filterNamed(word);
    this.#skipBlanks();
    const operatorAt = this.#at;
    const operator = this.#take(OPERATOR)?.[0].replace('==', '=') as Operator | undefined;
    if (name === undefined) throw new Mistake(unknownName(word, operator), nameAt);
    if (operator === undefined)
      throw new Mistake(`here belongs a comparison of ${name.name}: = != < > ~ …`, operatorAt);
    this.#skipBlanks();
    const valueAt = this.#at;
    const value = this.#value(name);
    const comparison = comparisonOf(name, operator, value);
    if (comparison.kind === 'bad')
      throw new Mistake(comparison.problem, comparison.part === 'value' ? valueAt : operatorAt);
    const isWanted = operator === '=' && name.kind === 'text' && !this.#isNegated;
    this.uses.push({ name, at: nameAt + 1, ...(isWanted && { equals: value }) });
    this.#skipBlanks();
    return { test: comparison.test, cost: name.kind === 'text' ? COST_OF_TEXT : 1 };
  }

  #value(name: FilterName): string {
    const begin = this.#at;
    const first = this.#text[begin];
    if (first === '"' || first === "'") {
      const quoted = this.#take(QUOTED);
      if (quoted === undefined) throw new Mistake('this quote has no end', begin);
      return quoted[1] ?? quoted[2] ?? '';
    }
    for (let open = 0; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at] as string;
      if (/\s/.test(character)) break;
      if (character === '\\') this.#at += 1;
      else if (character === '(') open += 1;
      else if (character === ')' && --open < 0) break;
    }
    this.#at = Math.min(this.#at, this.#text.length);
    const word = this.#text.slice(begin, this.#at);
    if (word === '') throw new Mistake('here belongs a value', begin);
    APART.lastIndex = this.#at;
    const unit = /^[\d.]+$/.test(word) ? APART.exec(this.#text)?.[1] : undefined;
    if (unit === undefined || !isFigureOf(name, word + unit)) return word;
    this.#at = APART.lastIndex;
    return word + unit;
  }

  /** Whether this word comes next; then it and what is blank around it is taken. */
  #takes(connective: string): boolean {
    this.#skipBlanks();
    NAME.lastIndex = this.#at;
    const word = NAME.exec(this.#text)?.[0];
    if (word?.toLowerCase() !== connective) return false;
    this.#at += word.length;
    return true;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    this.#at += found?.[0].length ?? 0;
    return found;
  }

  #skipBlanks(): void {
    this.#take(/\s+/y);
  }
}

/** A part of an expression. `cost`: how dear it is beside the comparison of a figure. */
type Part = { readonly test: Test; readonly cost: number };

const COST_OF_TEXT = 4;

/** `and`, or where `decisive` is true `or`. What is cheap is asked first: the order changes no outcome. */
const joined = (parts: readonly Part[], decisive: boolean): Part =>
  parts
    .toSorted((a, b) => a.cost - b.cost)
    .reduce((one, other) => ({
      test: decidedBy(one.test, other.test, decisive),
      cost: one.cost + other.cost,
    }));

/** One test with that outcome decides, else what is unknown leaves it unknown. */
const decidedBy =
  (one: Test, other: Test, decisive: boolean): Test =>
  (row, context) => {
    const first = one(row, context);
    if (first === decisive) return decisive;
    const second = other(row, context);
    if (second === decisive) return decisive;
    return first === undefined || second === undefined ? undefined : !decisive;
  };

const unknownName = (word: string, operator: Operator | undefined): string => {
  const meant = nearest(word, filterNames());
  const shown = word.length > LONGEST_SHOWN ? `${word.slice(0, LONGEST_SHOWN)}…` : word;
  if (meant !== undefined) return `no name ${shown}; did you mean ${meant}?`;
  if (operator === undefined) return `no name ${shown}; text ~ ${shown} searches for it`;
  return `no name ${shown}; there are ${filterNames().join(' ')}`;
};

const LONGEST_SHOWN = 30;
