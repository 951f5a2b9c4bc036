/** A load that has no end before its test. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** Writes and fsyncs over and over until the test ends. */
export const startWriter = (): number => {
  const folder = mkdtempSync(join(tmpdir(), 'iotop-load-'));
  const script = 'while :; do dd if=/dev/zero of="$0/x" bs=1M count=8 conv=fsync status=none; done';
  const child = spawn('bash', ['-c', script, folder], {
    stdio: 'ignore',
    detached: true,
  });
  onTestFinished(async () => {
    process.kill(-(child.pid as number), 'SIGKILL'); // dd too
    await sleep(200);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  });
  return child.pid as number;
};
