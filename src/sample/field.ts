/**
 * A row of the vocabulary (fields.ts): the form of a field, its unit, its meaning, and what its absence means.
 *
 * Types, encoder, decoder, JSON Schema and docs/stream-fields.md are all made from such rows.
 */

/** What a number counts. sample.ts gives each unit its TypeScript type. */
export type UnitOfMeasure = 'bytes' | 'nanoseconds' | 'milliseconds' | 'count' | 'id' | 'task id';

type Described = {
  /** Meaning, clock and quirks, for readers of the stream; printed in the schema and in docs/stream-fields.md. */
  readonly about: string;
  /** When the field is absent; undefined: when it is unknown. */
  readonly absent: string | undefined;
  /** Never absent. */
  readonly required?: true;
};

/** Kernel counters have 64 bits. */
export const INTEGER_LIMIT = 2 ** 64;

/** A whole number from 0 to `most`; above 2^53 the nearest double. */
export type IntegerField<Of extends UnitOfMeasure = UnitOfMeasure> = Described & {
  readonly kind: 'integer';
  readonly unit: Of;
  readonly most: number;
  /** By how much a counter rose in the interval: adds up over tasks, minutes and hosts. */
  readonly isIncrease?: true;
};
/** Text that somebody else chose; at most `limit` UTF-16 units. Bytes that were not UTF-8 stand in a second field, `…Hex`. */
export type TextField = Described & { readonly kind: 'text'; readonly limit: number };
export type WordField<Word extends string = string> = Described & {
  readonly kind: 'word';
  readonly words: readonly Word[];
};
/** `true` or absent. */
export type FlagField = Described & { readonly kind: 'flag' };
export type ObjectField<Table extends Fields = Fields> = Described & {
  readonly kind: 'object';
  readonly fields: Table;
};
/** At most `limit` objects. */
export type ListField<Table extends Fields = Fields> = Described & {
  readonly kind: 'list';
  readonly fields: Table;
  readonly limit: number;
};

export type Field = IntegerField | TextField | WordField | FlagField | ObjectField | ListField;
export type Fields = { readonly [name: string]: Field };

export const required = <Row extends Field>(row: Row): Row & { readonly required: true } => ({
  ...row,
  required: true,
});

export const integer = <Of extends UnitOfMeasure>(
  unit: Of,
  about: string,
  absent?: string,
): IntegerField<Of> => ({ kind: 'integer', unit, most: INTEGER_LIMIT, about, absent });

export const increase = <Of extends UnitOfMeasure>(
  unit: Of,
  about: string,
  absent?: string,
): IntegerField<Of> & { readonly isIncrease: true } => ({
  ...integer(unit, about, absent),
  isIncrease: true,
});

export const text = (limit: number, about: string, absent?: string): TextField => ({
  kind: 'text',
  limit,
  about,
  absent,
});

export const word = <const Word extends string>(
  words: readonly Word[],
  about: string,
  absent?: string,
): WordField<Word> => ({ kind: 'word', words, about, absent });

export const flag = (about: string, absent?: string): FlagField => ({
  kind: 'flag',
  about,
  absent,
});

export const object = <Table extends Fields>(fields: Table, about: string): ObjectField<Table> => ({
  kind: 'object',
  fields,
  about,
  absent: undefined,
});

export const list = <Table extends Fields>(
  fields: Table,
  limit: number,
  about: string,
): ListField<Table> => ({ kind: 'list', fields, limit, about, absent: undefined });

/** The fields of a table that add up. */
export type IncreaseName<Table extends Fields> = {
  [Name in keyof Table]: Table[Name] extends { readonly isIncrease: true } ? Name : never;
}[keyof Table];

export const increaseNames = <Table extends Fields>(table: Table): readonly IncreaseName<Table>[] =>
  Object.entries(table)
    .filter(([, field]) => field.kind === 'integer' && field.isIncrease === true)
    .map(([name]) => name as IncreaseName<Table>);

/** The name of the field that holds a text's exact bytes. */
export const hexName = (name: string): string => `${name}Hex`;
