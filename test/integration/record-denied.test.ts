import { chmodSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { listSegments } from '../../src/record/read/folder.ts';
import { runProgram } from '../support/iotop/program.ts';
import { record } from '../support/recordings/recordings.ts';
import { takeSamples } from '../support/samples/realistic-load.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

const NOBODY = 65_534;

describeWith(['root'], 'a segment that the reader may not read', () => {
  it('is passed over, and named, whatever reads the folder', async () => {
    const parent = temporaryFolder();
    const folder = join(parent, 'log');
    await record(folder, takeSamples(40, { start: Date.UTC(2026, 10, 23, 3, 59, 40) }));
    const [denied, open] = await listSegments(folder);
    for (const path of [parent, folder, open?.path as string]) chmodSync(path, 0o755);
    chmodSync(denied?.path as string, 0o600);
    const replay = ['replay', folder, '-b', '-n', '1'];
    for (const args of [['report', folder], ['verify', folder], replay]) {
      const { stdout, stderr } = await runProgram(args, { uid: NOBODY });
      const name = basename(denied?.path as string);
      expect(`${stdout}${stderr}`, args[0]).toContain(`${name}: passed over, this user may not`);
    }
    const { stdout } = await runProgram(['report', folder, '--json'], { uid: NOBODY });
    expect(JSON.parse(stdout).samples).toBe(21);
  });
});
