import { describe, expect, it } from 'vitest';
import { openForeignFunctions } from '../../../src/kernel/sys/koffi.ts';
import { UnavailableError } from '../../../src/lib/errors.ts';

describe('the package for system calls', () => {
  it('where it is there gives functions of the C library', () => {
    const program = openForeignFunctions();
    expect(program.refusal).toBeUndefined();
    expect(program.func('getpid', 'int', [])()).toBe(process.pid);
  });

  it('where it is not refuses each call in one line with cause, place and remedy, and loading it nothing', () => {
    const program = openForeignFunctions(() => {
      throw new Error("Cannot find module 'koffi'\nRequire stack:\n- /x");
    });
    const getpid = program.func('getpid', 'int', []);
    for (const call of [
      getpid,
      program.errno,
      program.clearErrno,
      () => program.address(new Uint8Array()),
    ]) {
      expect(call).toThrow(UnavailableError);
      expect(call).toThrow(
        /^koffi, .* cannot be loaded by \/.*: Cannot find module 'koffi'; run "npm ci"[^\n]*$/,
      );
    }
    expect(program.refusal?.remedy).toMatch(/npm ci/);
  });

  it('where whoever loads it knows the remedy says that one', () => {
    const program = openForeignFunctions(() => {
      throw Object.assign(new Error('no folder'), { remedy: 'choose one' });
    });
    expect(program.errno).toThrow(/: no folder; choose one$/);
  });
});
