import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { columnsOf, outputStream } from '../../../src/cli/effects/output-stream.ts';

const failing = (code: string): Writable =>
  new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(`no: ${code}`), { code })),
  });

const stuck = (): Writable => new Writable({ write: () => undefined });

describe('standard output', () => {
  it.each(['EPIPE', 'ECONNRESET'])(
    'whose reader is gone (%s) says so, and goes on saying so',
    async (code) => {
      const output = outputStream(failing(code));
      expect(await output.write('text')).toBe(false);
      expect(await output.write('more')).toBe(false);
    },
  );

  it('that fails otherwise is an error with its cause', async () => {
    await expect(outputStream(failing('ENOSPC')).write('text')).rejects.toThrow(
      'cannot write to standard output: no: ENOSPC',
    );
  });

  it('keeps nobody waiting who has given up on its reader', async () => {
    const output = outputStream(stuck());
    const writing = output.write('text');
    output.abandon();
    expect(await writing).toBe(false);
    expect(await output.write('more')).toBe(false);
  });

  it('takes nothing without a write', async () => {
    expect(await outputStream(stuck()).write('')).toBe(true);
  });
});

describe('the width of standard output', () => {
  const wide = { isTTY: true, getWindowSize: () => [132, 43] as const };

  it.each([
    { stream: wide, COLUMNS: '', is: 132 },
    { stream: wide, COLUMNS: '60', is: 60 },
    { stream: wide, COLUMNS: '0', is: undefined },
    { stream: wide, COLUMNS: 'wide', is: 132 },
    { stream: { isTTY: true, getWindowSize: () => [0, 0] as const }, COLUMNS: '', is: undefined },
    { stream: {}, COLUMNS: '60', is: undefined },
  ])('is $is where COLUMNS=$COLUMNS of $stream', ({ stream, COLUMNS, is }) => {
    expect(columnsOf(stream, { COLUMNS })).toBe(is);
  });
});
