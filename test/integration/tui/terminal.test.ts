import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { NODE } from '../../support/iotop/program.ts';
import { bundled, type PtySession, startInPty } from '../../support/screen/pty.ts';

const SIZE = { columns: 60, rows: 40 };
let holder = '';

beforeAll(async () => {
  holder = await bundled('test/support/programs/terminal-holder.ts');
});

/** A shell in a terminal, with the holder started by it. */
const startFromShell = async (how = ''): Promise<PtySession> => {
  const session = startInPty('bash', ['--norc', '--noprofile', '-i'], {
    ...SIZE,
    env: { PS1: 'shell> ' },
  });
  onTestFinished(() => session.close());
  // Where the cursor stands; what its background is the tests say.
  session.answer();
  await session.until('the prompt', (rows) => rows.some((row) => row.startsWith('shell>')));
  session.type(`before=$(stty -a); ${NODE} ${holder} ${how}\r`);
  await session.until('the first frame', (rows) => rows[0] === 'started');
  return session;
};

/** The shell says whether `stty -a` is as it was, and its screen is back. */
const expectRestored = async (session: PtySession): Promise<void> => {
  session.type('[ "$(stty -a)" = "$before" ] && echo terminal as "before"\r');
  const rows = await session.until('the comparison', (all) =>
    all.some((row) => row === 'terminal as before'),
  );
  expect(rows).toContain('terminal as before');
  expect(session.isAlternate()).toBe(false);
  const modes = [1049, 1000, 1006, 2004, 1004, 2026];
  for (const mode of modes) {
    expect(session.output.lastIndexOf(`\x1b[?${mode}l`)).toBeGreaterThan(
      session.output.lastIndexOf(`\x1b[?${mode}h\x1b[?25l`),
    );
  }
  expect(session.output.lastIndexOf('\x1b[?25h')).toBeGreaterThan(
    session.output.lastIndexOf('\x1b[?25l'),
  );
};

const pidOf = async (session: PtySession): Promise<number> => {
  const { readFileSync } = await import('node:fs');
  const children = readFileSync(`/proc/${session.pid}/task/${session.pid}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]);
};

describe('the terminal is as before', () => {
  it('after the program quits', async () => {
    const session = await startFromShell();
    session.type('q');
    await session.until('the end', (rows) => rows.includes('ended by quit'));
    await expectRestored(session);
  });

  const signals = [
    ['SIGTERM', 'terminate'],
    ['SIGINT', 'interrupt'],
    ['SIGQUIT', 'interrupt'],
    ['SIGHUP', 'hangup'],
  ] as const;
  for (const [signal, reason] of signals) {
    it(`after ${signal}`, async () => {
      const session = await startFromShell();
      process.kill(await pidOf(session), signal);
      await session.until('the end', (rows) => rows.includes(`ended by ${reason}`));
      await expectRestored(session);
    });
  }

  it('after a crash, whose message stands on the screen', async () => {
    const session = await startFromShell();
    session.type('c');
    await session.until('the message', (rows) =>
      rows.some((row) => row.includes('crashed as told')),
    );
    await expectRestored(session);
  });

  for (const [how, stop] of [
    ['Ctrl-Z', (session: PtySession) => session.type('\x1a')],
    ['SIGTSTP', async (session: PtySession) => process.kill(await pidOf(session), 'SIGTSTP')],
  ] as const) {
    it(`while it is stopped by ${how}, and it comes back with its screen`, async () => {
      const session = await startFromShell();
      await stop(session);
      await session.until('the shell', (rows) => rows.some((row) => row.includes('Stopped')));
      await expectRestored(session);
      session.type('fg\r');
      await session.until('the screen again', (rows) => rows[1] === '60x40');
      expect(session.isAlternate()).toBe(true);
      session.type('\x1b[A');
      await session.until('a key after the return', (rows) => rows[0] === 'key up');
      session.type('q');
      await session.until('the end', (rows) => rows.includes('ended by quit'));
      await expectRestored(session);
    });
  }
});

describe('the terminal owner', () => {
  it('follows a resize', async () => {
    const session = await startFromShell();
    session.resize({ columns: 44, rows: 7 });
    await session.until('the new size', (rows) => rows[1] === '44x7');
  });

  it('draws over what another program wrote there, as soon as it draws at all', async () => {
    const session = await startFromShell();
    for (const key of ['a', 'b']) {
      session.type(key);
      await session.until('the key', (rows) => rows[0] === `key ${key}`);
    }
    writeFileSync(`/proc/${await pidOf(session)}/fd/1`, 'Broadcast message\r\n\r\nfrom root\r\n');
    await session.until('the message', (rows) => rows.includes('Broadcast message'));
    session.type('d');
    const rows = await session.until('the repair', (all) => all[1] === '60x40');
    expect(rows.filter((row) => row !== '')).toEqual(['key d', '60x40']);
  });

  it('draws over it when its window has the keyboard again', async () => {
    const session = await startFromShell();
    writeFileSync(`/proc/${await pidOf(session)}/fd/1`, 'Broadcast message\r\n');
    await session.until('the message', (rows) => rows.includes('Broadcast message'));
    session.type('\x1b[I');
    await session.until('the repair', (rows) => rows[0] === 'started' && rows[1] === '60x40');
  });

  const LIGHT = '\x1b]11;rgb:ffff/ffff/ffff\x1b\\';

  it('hears what its background is, however the answer is split', async () => {
    const session = await startFromShell('asks');
    expect(session.output).toContain('\x1b]11;?\x1b\\');
    session.type(LIGHT.slice(0, 9));
    session.type(LIGHT.slice(9));
    await session.until('the answer', (rows) => rows[0] === 'light');
  });

  it('leaves no answer to the shell, though it ends before it comes', async () => {
    const session = await startFromShell('asks');
    session.type('q');
    await session.until('the key', (rows) => rows[0] === 'key q');
    session.type(LIGHT);
    await session.until('the end', (rows) => rows.includes('ended by quit'));
    await expectRestored(session);
    expect((await session.rows()).join('\n')).not.toContain('rgb:');
  });

  it('takes a lone Esc for a key after a moment', async () => {
    const session = await startFromShell();
    session.type('\x1b');
    await session.until('the key', (rows) => rows[0] === 'key escape');
  });

  it('goes on when nobody could wake it from a stop', async () => {
    const session = startInPty(NODE, [holder], SIZE);
    onTestFinished(() => session.close());
    await session.until('the first frame', (rows) => rows[0] === 'started');
    session.type('\x1a');
    await session.until('the key', (rows) => rows[0] === 'key ctrl-z');
  });

  it('ends when its terminal goes away', async () => {
    const session = startInPty(NODE, [holder], SIZE);
    await session.until('the first frame', (rows) => rows[0] === 'started');
    session.hangUp();
    await expect(session.ended).resolves.toBeDefined();
  });
});
