import { describe, expect, it } from 'vitest';
import { decodeTaskIo } from '../../../../src/kernel/abi/proc/task-io.ts';
import { DecodeError } from '../../../../src/lib/errors.ts';
import { encodeText } from '../../../../src/lib/text.ts';
import { KNOWN, recorded } from '../../../support/kernel/recorded.ts';
import { outcomesOfCuts, survivesRandomInput } from '../../../support/kernel/robustness.ts';

const file = recorded('proc/task-io');

/** The recorded file with one line made another. */
const withLine = (name: string, value: string): Uint8Array =>
  encodeText(
    String.fromCharCode(...file).replace(new RegExp(`^${name}: \\d+$`, 'm'), `${name}: ${value}`),
  );

describe("a task's io file", () => {
  it('says of a writer what it is known to have done', () => {
    const { io } = KNOWN.writer;
    expect(decodeTaskIo(file)).toEqual({
      rchar: io.rchar,
      wchar: io.wchar,
      syscr: io.syscr,
      syscw: io.syscw,
      readBytes: io.read_bytes,
      writeBytes: io.write_bytes,
      cancelledWriteBytes: io.cancelled_write_bytes,
    });
  });

  it('is exact up to 2^53 and near beyond', () => {
    expect(decodeTaskIo(withLine('read_bytes', '9007199254740991')).readBytes).toBe(2 ** 53 - 1);
    expect(decodeTaskIo(withLine('read_bytes', '18446744073709551615')).readBytes).toBe(2 ** 64);
  });

  it.each(['-1', '', '1e3', '0x10', '184467440737095516150'])('refuses the number "%s"', (text) => {
    expect(() => decodeTaskIo(withLine('wchar', text))).toThrow(DecodeError);
  });

  it('leaves lines alone that a later kernel adds behind those known', () => {
    const longer = new Uint8Array(file.length + 5);
    longer.set(file);
    longer.set(encodeText('new: '), file.length);
    expect(decodeTaskIo(longer)).toEqual(decodeTaskIo(file));
  });

  it('is an error cut at any length', () => {
    expect(new Set(outcomesOfCuts(decodeTaskIo, file))).toEqual(new Set(['error']));
  });

  it('gives a value or a DecodeError whatever the bytes', () => {
    expect(() => survivesRandomInput(decodeTaskIo, file)).not.toThrow();
  });
});
