import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KeptFile } from '../../../../src/kernel/sys/proc/kept-file.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';

const fileOf = (text: string): string => {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, text);
  return path;
};

describe('a file that is kept open', () => {
  it('says each time what it holds by then, shorter or longer', () => {
    const path = fileOf('one two\n');
    const file = new KeptFile(path);
    expect(file.read()).toBe('one two\n');
    for (const text of ['', 'three\n', 'four '.repeat(20_000)]) {
      writeFileSync(path, text);
      expect(file.read()).toBe(text);
    }
    file.close();
  });

  it('is opened once', () => {
    const path = fileOf('first');
    const file = new KeptFile(path);
    renameSync(path, `${path}.old`);
    writeFileSync(path, 'second');
    expect(file.read()).toBe('first');
    file.close();
  });

  it('that is not there, cannot be read or was closed says nothing', () => {
    expect(new KeptFile('/nonexistent/file').read()).toBeUndefined();
    expect(new KeptFile(temporaryFolder()).read()).toBeUndefined();
    const file = new KeptFile(fileOf('text'));
    file.close();
    file.close();
    expect(file.read()).toBeUndefined();
  });
});
