import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { v8FlagsOf } from '../../../../src/kernel/sys/process/v8-tuning.ts';

/** Node 20, 22, 24 and 26. */
const MEASURED = [
  '11.3.244.8-node.38',
  '12.4.254.21-node.57',
  '13.6.233.17-node.53',
  '14.6.202.34-node.40',
];

describe('flags of V8', () => {
  it('are known to the V8 that runs this test: it prints nothing when they are set', () => {
    const script = `for (const flag of process.argv.slice(1)) require('node:v8').setFlagsFromString(flag)`;
    const flags = v8FlagsOf(process.versions.v8);
    const { stderr, status } = spawnSync(process.execPath, ['-e', script, '--', ...flags], {
      encoding: 'utf8',
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  });

  it.each(MEASURED)('keep the heap small on V8 %s', (version) => {
    expect(v8FlagsOf(version)).toContain('--semi-space-growth-factor=1');
  });

  it.each(['11.30.1', '13.7.152.14', '15.0.1', '114.6.1', '11', ''])(
    'are none for V8 "%s", which nobody looked at',
    (version) => {
      expect(v8FlagsOf(version)).toEqual([]);
    },
  );
});
