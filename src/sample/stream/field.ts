/**
 * How a field of the stream is described: one row says its name, form, unit and meaning.
 *
 * Encoder, decoder, types, JSON Schema and the tables of docs/stream.md are all made from such rows.
 */

/** What a number counts; printed in the documents. */
export type Unit = 'bytes' | 'nanoseconds' | 'milliseconds' | 'count' | 'id';

type Described = {
  /** One sentence: meaning, clock, quirk. Ends up in the schema and in docs/stream.md. */
  readonly about: string;
  /** Absent: the field is optional, and its absence means "unknown". */
  readonly required?: true;
};

/** Counters of the kernel have 64 bits. */
export const INTEGER_LIMIT = 2 ** 64;

/** A whole number, 0 to `most`; above 2^53 the nearest double. */
export type IntegerField = Described & {
  readonly kind: 'integer';
  readonly unit: Unit;
  /** Absent: 2^64. */
  readonly most?: number;
};
/** Text somebody else chose; at most `limit` UTF-16 units. Bytes that were not UTF-8 stand in a second field, `…Hex`. */
export type TextField = Described & { readonly kind: 'text'; readonly limit: number };
/** One of a few words. */
export type WordField = Described & { readonly kind: 'word'; readonly words: readonly string[] };
/** `true` or absent. */
export type FlagField = Described & { readonly kind: 'flag' };
export type ObjectField = Described & { readonly kind: 'object'; readonly fields: Fields };
/** At most `limit` objects. */
export type ListField = Described & {
  readonly kind: 'list';
  readonly fields: Fields;
  readonly limit: number;
};

export type Field = IntegerField | TextField | WordField | FlagField | ObjectField | ListField;
export type Fields = { readonly [name: string]: Field };

/** The TypeScript type of the objects that `Table` describes. */
export type LineOf<Table extends Fields> = Simplify<
  {
    readonly [Name in keyof Table as Table[Name] extends Required ? Name : never]: ValueOf<
      Table[Name]
    >;
  } & {
    readonly [Name in keyof Table as Table[Name] extends Required ? never : Name]?: ValueOf<
      Table[Name]
    >;
  } & {
    /** The exact bytes of the text beside it, in hexadecimal; there only when those were not UTF-8. */
    readonly [Name in keyof Table & string as Table[Name] extends TextField
      ? `${Name}Hex`
      : never]?: string;
  }
>;

type Required = { readonly required: true };
type Simplify<T> = { [Key in keyof T]: T[Key] };

type ValueOf<F extends Field> = F extends IntegerField
  ? number
  : F extends TextField
    ? string
    : F extends WordField
      ? F['words'][number]
      : F extends FlagField
        ? true
        : F extends ObjectField
          ? LineOf<F['fields']>
          : F extends ListField
            ? readonly LineOf<F['fields']>[]
            : never;

/** The name of the field that holds a text's exact bytes. */
export const hexName = (name: string): string => `${name}Hex`;
