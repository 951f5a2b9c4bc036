import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { outputStream } from '../../../src/cli/effects/output-stream.ts';

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
