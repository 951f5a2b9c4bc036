/** `iotop replay` as it is, in a real terminal, over a recording of another machine and another day. */
import { expect, it, onTestFinished } from 'vitest';
import { NODE, PROGRAM } from '../../support/iotop/program.ts';
import { type PtySession, startInPty } from '../../support/screen/pty.ts';

const RECORDING = 'test/fixtures/recordings/version-1';

const start = (...args: readonly string[]): PtySession => {
  const session = startInPty(NODE, [PROGRAM, 'replay', RECORDING, ...args], {
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
    /^2026-11-23 Mon 0[45]:\d\d:\d\d\+01:00 /.test(first),
  );
  await session.until('what the recording holds', ([, strip = '']) =>
    /^0[45]:\d\d .{68} 0[45]:\d\d$/.test(strip),
  );
  expect(rows.at(-1)).toMatch(/^\[replay x1\] \? help .*j next slow {2}g go to/);
  for (const key of ['k', 'i']) {
    session.type('\x1b[B');
    session.type(key);
    await session.until('a refusal', (all) => all.at(-1)?.startsWith('a replay changes') === true);
  }
  session.type('q');
  expect(await session.ended).toMatchObject({ exitCode: 0 });
});

it.each([
  [
    '2030-01-01 00:00',
    /^no sample at 2030-01-01 00:00:00\+01:00; the last is (2026-11-23 0[45]:\d\d:\d\d\+01:00)/,
  ],
  [
    '2020-01-01 00:00',
    /^no sample at 2020-01-01 00:00:00\+01:00; the next is (2026-11-23 0[45]:\d\d:\d\d\+01:00)/,
  ],
])('asked for a time without a sample, %s, it shows the nearest and says so', async (at, text) => {
  const session = start('--at', at);
  await session.until('what is shown', (all) => {
    const [, shown = ''] = text.exec(all.at(-1) ?? '') ?? [];
    return shown !== '' && all[0]?.replace(' Mon', '').startsWith(shown) === true;
  });
  session.type('q');
  expect(await session.ended).toMatchObject({ exitCode: 0 });
});
