import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { streamSchema, streamTables } from '../../../scripts/stream-schema.ts';
import { SAMPLE_FIELDS } from '../../../src/sample/fields.ts';

const inDocs = (name: string): string =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

describe('the published schema of the stream', () => {
  it('is the one made from the tables (vitest -u writes it anew)', async () => {
    await expect(streamSchema()).toMatchFileSnapshot('../../../docs/stream.schema.json');
    expect(JSON.parse(inDocs('stream.schema.json')).required).toContain('tasks');
  });

  it('has its fields in docs/stream-fields.md, as the tables say (vitest -u writes it anew)', async () => {
    await expect(streamTables()).toMatchFileSnapshot('../../../docs/stream-fields.md');
    for (const name of Object.keys(SAMPLE_FIELDS)) {
      expect(inDocs('stream-fields.md')).toContain(`| \`${name}\``);
    }
  });

  it('is linked from docs/stream.md, whose example is a line of this version', () => {
    const page = inDocs('stream.md');
    expect(page).toContain('(stream.schema.json)');
    const example = /```json\n(.*?)\n```/s.exec(page)?.[1] ?? '';
    expect(JSON.parse(example)).toMatchObject({ version: 1, tasks: expect.any(Array) });
  });
});
