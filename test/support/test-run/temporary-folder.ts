/** Folders for tests, removed when the test or its file ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** For one test. */
export const temporaryFolder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'iotop-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

/** For all tests of a file: made when one first asks for it, so that a file whose tests are skipped makes none. */
export const sharedFolder = (): (() => string) => {
  let path: string | undefined;
  afterAll(() => {
    if (path !== undefined) rmSync(path, { recursive: true, force: true });
  });
  return () => {
    path ??= mkdtempSync(join(tmpdir(), 'iotop-test-'));
    return path;
  };
};
