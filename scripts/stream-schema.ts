/**
 * The stream's JSON Schema and the tables of docs/stream-fields.md, printed from the tables in src/sample.
 *
 * test/sample/stream/schema.test.ts holds the files in docs/ against this; `npx vitest run -u` writes them anew.
 */
import { assertNever } from '../src/lib/errors.ts';
import { csvNames } from '../src/render/list/csv.ts';
import { type Field, type Fields, hexName } from '../src/sample/field.ts';
import { SAMPLE_FIELDS, STREAM_VERSION } from '../src/sample/fields.ts';
import { isSparse } from '../src/sample/stream/sparse.ts';

type Schema = { readonly [keyword: string]: unknown };

/** JSON Schema 2020-12 of one line. */
export const streamSchema = (): string => {
  const { properties, ...rest } = objectSchema(SAMPLE_FIELDS);
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A sample: one line of the iotop stream',
    description:
      'What each task of a host did in one interval. An increase that is absent is unknown; zero means zero. Where `sparse` is true one that is absent is 0, an absent tgid is the tid, and null is unknown.',
    ...rest,
    properties: {
      ...(properties as Schema),
      version: { const: STREAM_VERSION, description: meaningOf(SAMPLE_FIELDS.version) },
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
};

/** One Markdown table for each object of the stream. */
export const streamTables = (): string =>
  [
    '# The fields of the stream',
    '',
    'Made from the tables in `src/sample`; see [stream.md](stream.md) for how to read them, and for the columns of `--csv`.',
    ...tablesOf('One line: a sample', SAMPLE_FIELDS, new Set()),
    '',
  ].join('\n');

/** Unknown properties are allowed: readers ignore what they do not know. */
const objectSchema = (fields: Fields): Schema => ({
  type: 'object',
  required: Object.keys(fields).filter((name) => fields[name]?.required),
  properties: Object.fromEntries(Object.entries(fields).flatMap(propertiesOf)),
});

const propertiesOf = ([name, field]: [string, Field]): [string, Schema][] => {
  const property: [string, Schema] = [
    name,
    { description: meaningOf(field), ...valueSchema(field) },
  ];
  if (field.kind !== 'text') return [property];
  const description = `The exact bytes of ${name}, there only when they were not UTF-8.`;
  return [property, [hexName(name), { description, type: 'string', pattern: '^([0-9a-f]{2})*$' }]];
};

const valueSchema = (field: Field): Schema => {
  switch (field.kind) {
    case 'integer':
      return {
        type: isSparse(field) ? ['integer', 'null'] : 'integer',
        minimum: 0,
        maximum: field.most,
      };
    case 'text':
      return { type: 'string', maxLength: field.limit };
    case 'word':
      return { enum: field.words };
    case 'flag':
      return { const: true };
    case 'object':
      return objectSchema(field.fields);
    case 'list':
      return { type: 'array', maxItems: field.limit, items: objectSchema(field.fields) };
    default:
      return assertNever(field);
  }
};

/** @param printed tables printed before: each once, though several fields have objects of it */
const tablesOf = (title: string, fields: Fields, printed: Set<Fields>): string[] => {
  if (printed.has(fields)) return [];
  printed.add(fields);
  return [
    '',
    `## ${title}`,
    '',
    ...tableOf(fields),
    ...Object.entries(fields).flatMap(([name, field]) =>
      field.kind === 'object' || field.kind === 'list'
        ? tablesOf(
            field.kind === 'list' ? `One of \`${name}\`` : `\`${name}\``,
            field.fields,
            printed,
          )
        : [],
    ),
  ];
};

/** With the names of CSV where that has some of the fields. */
const tableOf = (fields: Fields): string[] => {
  const inCsv = csvNames();
  const isInCsv = Object.values(fields).some((field) => inCsv.has(field));
  const csvOf = (field: Field): string => (inCsv.has(field) ? `\`${inCsv.get(field)}\`` : '');
  return [
    isInCsv ? '| field | in CSV | form | meaning |' : '| field | form | meaning |',
    isInCsv ? '|---|---|---|---|' : '|---|---|---|',
    ...Object.entries(fields).map(([name, field]) => {
      const csv = isInCsv ? ` ${csvOf(field)} |` : '';
      const optional = field.required ? '' : ' (may be absent)';
      return `| \`${name}\`${optional} |${csv} ${formOf(field)} | ${meaningOf(field)} |`;
    }),
  ];
};

const formOf = (field: Field): string => {
  switch (field.kind) {
    case 'integer':
      return field.unit;
    case 'word':
      return field.words.join(', ');
    case 'flag':
      return 'true';
    default:
      return field.kind;
  }
};

const meaningOf = ({ about, absent }: Field): string =>
  absent === undefined ? about : `${about} Absent: ${absent}.`;
