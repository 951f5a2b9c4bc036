/** Decodes a line of the stream. It may come from anybody, so everything in it is checked. */
import { assertNever, DecodeError } from '../../lib/errors.ts';
import { DISK_FIELDS, LATENCY_FIELDS, OWNER_FIELDS } from '../asked-fields.ts';
import { type Field, type Fields, hexName, INTEGER_LIMIT, type IntegerField } from '../field.ts';
import {
  DEVICE_FIELDS,
  GAP_FIELDS,
  PRESSURE_FIELDS,
  SAMPLE_FIELDS,
  STREAM_VERSION,
  TASK_FIELDS,
} from '../fields.ts';
import type { Sample, SampleLine, TaskEntry } from '../sample.ts';
import { gapOf } from './gap-line.ts';
import { fillSparse } from './sparse.ts';
import { isPlain, quote, textOfHex, wellFormed } from './text.ts';

/** UTF-16 units of the longest line read: some 250,000 active tasks. */
export const LINE_LIMIT = 64 * 2 ** 20;

/**
 * @param line one line, with or without its newline
 * @param position where the line begins in its stream, for the error
 * @throws DecodeError when it is no sample of this version, with the field and what was expected
 */
export const decodeSample = (line: string, position = 0): Sample => {
  try {
    const { version: _, sparse: __, interval: ___, gaps, ...rest } = parseSampleLine(line);
    if (rest.endedAt < rest.startedAt) throw new Problem('endedAt is before startedAt');
    refuseDuplicates(rest.tasks);
    const checkedGaps = gaps.map((gap, i) => {
      const known = gapOf(gap);
      if (known === undefined) throw new Problem(`gaps[${i}] lacks what its kind must have`);
      return known;
    });
    return { ...rest, gaps: checkedGaps };
  } catch (error) {
    if (error instanceof Problem) throw new DecodeError('sample line', position, error.message);
    throw error;
  }
};

/** What is wrong with the line; becomes a DecodeError. */
class Problem extends Error {}

const parseSampleLine = (line: string): SampleLine => {
  if (line.length > LINE_LIMIT) throw new Problem(`is longer than ${LINE_LIMIT} characters`);
  const parsed = parseJson(line);
  if (!isObject(parsed)) throw new Problem(`must be a JSON object, is ${describe(parsed)}`);
  if (parsed.version !== STREAM_VERSION) {
    const found = describe(parsed.version);
    throw new Problem(`version is ${found}, and this iotop reads version ${STREAM_VERSION}`);
  }
  if (parsed.sparse === true) fillSparse(parsed);
  // The type is made from the same table.
  return decodeObject(SAMPLE_FIELDS, parsed, '') as SampleLine;
};

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch (error) {
    // V8's message quotes the line, which may hold anything; ours does not.
    if (error instanceof SyntaxError) throw new Problem('is not JSON');
    throw error;
  }
};

type JsonObject = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param place what stands before the field's name in a message, such as `tasks[3].` */
const decodeObject = (fields: Fields, source: JsonObject, place: string): JsonObject => {
  if (isFlatAndRight(fields, source)) return source;
  const result: { [name: string]: unknown } = {};
  for (const name in fields) {
    const field = fields[name] as Field;
    const value = source[name];
    // null is what other writers make of an absent field.
    if (value === undefined || value === null) {
      if (field.required) throw new Problem(`${place}${name} is missing`);
    } else if (field.kind === 'text') {
      result[name] = decodeText(field.limit, value, source[hexName(name)], place, name);
    } else {
      result[name] = decodeValue(field, value, place, name);
    }
  }
  return result;
};

/**
 * Whether an object can be used as it is: only known fields, only valid scalars, only ASCII texts. Nearly all tasks can, and
 * not copying them halves the time a recording takes to read.
 */
const isFlatAndRight = (fields: Fields, source: JsonObject): boolean => {
  let required = 0;
  for (const name in source) {
    if (!Object.hasOwn(fields, name)) return false;
    const field = fields[name] as Field;
    if (!isRightScalar(field, source[name])) return false;
    if (field.required) required += 1;
  }
  return required === REQUIRED.get(fields);
};

const isRightScalar = (field: Field, value: unknown): boolean => {
  switch (field.kind) {
    case 'integer':
      return isCount(value, field);
    case 'text':
      return typeof value === 'string' && value.length <= field.limit && isPlain(value);
    case 'flag':
      return value === true;
    case 'word':
      return field.words.includes(value as string);
    default:
      return false;
  }
};

const isCount = (value: unknown, { most }: IntegerField): boolean =>
  Number.isInteger(value) &&
  (value as number) >= 0 &&
  (value as number) <= most &&
  !Object.is(value, -0);

/** How many fields a flat object must have. */
const REQUIRED: ReadonlyMap<Fields, number> = new Map(
  [
    TASK_FIELDS,
    DISK_FIELDS,
    LATENCY_FIELDS,
    DEVICE_FIELDS,
    OWNER_FIELDS,
    PRESSURE_FIELDS,
    GAP_FIELDS,
  ].map((fields: Fields) => [
    fields,
    Object.values(fields).filter((field) => field.required).length,
  ]),
);

const decodeValue = (
  field: Exclude<Field, { kind: 'text' }>,
  value: unknown,
  place: string,
  name: string,
): unknown => {
  switch (field.kind) {
    case 'integer':
      if (isCount(value, field)) return value;
      throw wrong(
        place,
        name,
        `a whole number from 0 to ${field.most === INTEGER_LIMIT ? '2^64' : field.most}`,
        value,
      );
    case 'word':
      if (field.words.includes(value as string)) return value;
      throw wrong(place, name, `one of ${field.words.join(', ')}`, value);
    case 'flag':
      if (value === true) return value;
      throw wrong(place, name, 'true or absent', value);
    case 'object':
      if (isObject(value)) return decodeObject(field.fields, value, `${place}${name}.`);
      throw wrong(place, name, 'an object', value);
    case 'list':
      if (Array.isArray(value) && value.length <= field.limit) {
        return value.map((entry: unknown, i) => {
          if (!isObject(entry)) throw wrong(place, `${name}[${i}]`, 'an object', entry);
          return decodeObject(field.fields, entry, `${place}${name}[${i}].`);
        });
      }
      throw wrong(place, name, `a list of at most ${field.limit}`, value);
    default:
      return assertNever(field);
  }
};

/** Where the exact bytes stand beside a text, they count. */
const decodeText = (
  limit: number,
  shown: unknown,
  hex: unknown,
  place: string,
  name: string,
): string => {
  if (typeof shown !== 'string' || shown.length > limit) {
    throw wrong(place, name, `a text of at most ${limit} characters`, shown);
  }
  if (hex === undefined || hex === null) return wellFormed(shown);
  const exact = typeof hex === 'string' && hex.length <= 6 * limit ? textOfHex(hex) : undefined;
  if (exact === undefined || exact.length > limit) {
    throw wrong(place, hexName(name), 'the hexadecimal bytes of the text beside it', hex);
  }
  return exact;
};

const refuseDuplicates = (tasks: readonly TaskEntry[]): void => {
  const seen = new Map<number, Set<number>>();
  for (const { tid, startedAt } of tasks) {
    const starts = seen.get(tid);
    if (starts === undefined) seen.set(tid, new Set([startedAt]));
    else if (starts.has(startedAt)) throw new Problem(`tasks has ${tid}@${startedAt} twice`);
    else starts.add(startedAt);
  }
};

const wrong = (place: string, name: string, expected: string, value: unknown): Problem =>
  new Problem(`${place}${name} must be ${expected}, is ${describe(value)}`);

/** The value for an error message: short, and harmless on a terminal. */
const describe = (value: unknown): string => {
  if (typeof value === 'string') {
    return value.length > 40 ? `a text of ${value.length} characters` : quote(value);
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
};
