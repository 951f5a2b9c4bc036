/** A task that was stuck before iotop came: how long it waits is not known, and is not said to be. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { decodeSample } from '../../src/sample/stream/decode.ts';
import { runProgram } from '../support/iotop/program.ts';
import { ENGINE_NEEDS } from '../support/load/accuracy.ts';
import { frozenDisk } from '../support/load/frozen-disk.ts';
import { itWith } from '../support/test-run/requires.ts';
import { until } from '../support/test-run/until.ts';

itWith(
  [...ENGINE_NEEDS.bpf, 'util-linux', 'e2fsprogs'],
  'a task stuck before iotop came waits at least so long as iotop looked',
  async () => {
    const frozen = frozenDisk();
    const args = ['if=/dev/zero', `of=${frozen.path}`, 'bs=4k', 'count=1', 'oflag=direct'];
    const writer = spawn('dd', args, { stdio: 'ignore' });
    const pid = writer.pid as number;
    try {
      await until(() => readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') D '));
      const wish = ['--json', '-n', '1', '-d', '0.5', '-p', `${pid}`, '--engine', 'bpf'];
      const { tasks, startedAt, endedAt } = decodeSample((await runProgram(wish)).stdout);
      const entry = tasks.find(({ tid }) => tid === pid);
      expect(entry).toMatchObject({ state: 'D', waitingLonger: true });
      expect(endedAt - (entry?.waitingSince ?? 0)).toBeGreaterThanOrEqual(
        endedAt - startedAt - 1e8,
      );
    } finally {
      frozen.thaw();
      await once(writer, 'exit');
      frozen.remove();
    }
  },
);
