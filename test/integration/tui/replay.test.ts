/** `iotop replay` as it is, in a real terminal, over a recording of another machine and another day. */
import { expect, it, onTestFinished } from 'vitest';
import { NODE, PROGRAM } from '../../support/program.ts';
import { type PtySession, startInPty } from '../../support/pty.ts';

const RECORDING = 'test/fixtures/recordings/version-1';

const start = (): PtySession => {
  const session = startInPty(NODE, [PROGRAM, 'replay', RECORDING], {
    columns: 80,
    rows: 24,
    env: { TZ: 'Europe/Berlin' },
  });
  onTestFinished(() => session.close());
  return session;
};

it('a replay says day, clock and zone, and neither offers nor does anything to a task', async () => {
  const session = start();
  const rows = await session.until('a time', ([first = '']) =>
    /^2026-11-23 0[45]:\d\d:\d\d\+01:00 /.test(first),
  );
  expect(rows.at(-1)).toMatch(/^\[replay x1\] \? help .*j next peak {2}g go to/);
  for (const key of ['k', 'i']) {
    session.type('\x1b[B');
    session.type(key);
    await session.until('a refusal', (all) => all.at(-1)?.startsWith('a replay changes') === true);
  }
  session.type('q');
  expect(await session.ended).toMatchObject({ exitCode: 0 });
});
