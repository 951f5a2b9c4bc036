/** JSON of reports: names are escaped as in the stream, and the bytes of one that was not UTF-8 are in a second field, `…Hex`. */
import { hexName } from '../../sample/field.ts';
import { hexOfLossy, quote } from '../../sample/stream/text.ts';

/** What can be written; undefined members are left out. */
export type JsonValue =
  | number
  | string
  | boolean
  | undefined
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** Valid JSON in valid UTF-8, harmless on a terminal, whatever the names are. */
export const jsonText = (value: JsonValue): string => {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.entries(value).flatMap(([name, member]) => memberText(name, member));
  return `{${members.join(',')}}`;
};

const isList = (value: object): value is readonly JsonValue[] => Array.isArray(value);

const memberText = (name: string, value: JsonValue): readonly string[] => {
  if (value === undefined) return [];
  const member = `${quote(name)}:${jsonText(value)}`;
  const hex = typeof value === 'string' ? hexOfLossy(value) : undefined;
  return hex === undefined ? [member] : [member, `${quote(hexName(name))}:"${hex}"`];
};
