/** A named pipe that nobody writes into. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished } from 'vitest';

/**
 * Makes one. Whoever waits for a writer would wait for ever, and the test with it: after five seconds another process opens the pipe, and the
 * test fails.
 */
export const makeSilentPipe = (path: string): void => {
  execFileSync('mkfifo', [path]);
  const writes = `read -t 5; [ -p "$1" ] && : > "$1" && exit ${WAITED}`;
  const writer = spawn('bash', ['-c', writes, 'bash', path], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(writer, 'exit');
  onTestFinished(async () => {
    writer.kill('SIGKILL');
    const [status] = await ended;
    expect(status, `somebody waited for who would write into ${path}`).not.toBe(WAITED);
  });
};

const WAITED = 3;
