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
  const writer = spawn('bash', ['-c', WRITER, 'bash', path], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(writer, 'exit');
  onTestFinished(async () => {
    writer.stdin?.end();
    const [status] = await ended;
    expect(status, `somebody waited for who would write into ${path}`).not.toBe(WAITED);
  });
};

const WAITED = 3;

/** Until the end of its input it looks every five seconds whether somebody reads: only then a pipe can be opened without waiting. */
const WRITER = `while read -t 5; [ $? -gt 128 ]; do
  dd if=/dev/null of="$1" oflag=nonblock conv=nocreat,notrunc && exit ${WAITED}
done`;
