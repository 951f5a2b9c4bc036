import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCompact } from '../../../src/cli/commands/compact.ts';
import { runReport } from '../../../src/cli/commands/report.ts';
import { runVerify } from '../../../src/cli/commands/verify.ts';
import { endOf } from '../../../src/cli/recording/recording-input.ts';
import { listSegments } from '../../../src/record/read/folder.ts';
import { runCommand } from '../../support/iotop/command-run.ts';
import { readFolder, record } from '../../support/recordings/recordings.ts';
import { takeSamples } from '../../support/samples/realistic-load.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

/** Over the end of an hour: two segments. */
const samples = takeSamples(40, { start: Date.UTC(2026, 10, 23, 3, 59, 40) });

/** The first segment is there under another name, too. */
const copied = async (copy: string) => {
  const folder = temporaryFolder();
  await record(folder, samples);
  const [first, second] = await listSegments(folder);
  if (first === undefined || second === undefined) throw new Error('not two segments');
  const whole = (await runCommand(runReport, [folder])).out;
  copyFileSync(first.path, join(folder, copy));
  return { folder, original: first.name, newest: second.name, whole };
};

describe.each([
  ['before it', 'iotop-20000101T000000.000Z.ndjson.gz'],
  ['behind it', 'iotop-20270101T000000.000Z.ndjson.gz'],
])('a segment that somebody copied under a name %s', (_, copy) => {
  it('is read once, in its place, and the copy is named', async () => {
    const { folder, original, whole } = await copied(copy);
    expect(await readFolder(folder)).toEqual({
      samples,
      damage: [{ kind: 'copy', text: `${copy}: a copy of ${original}, passed over` }],
    });
    expect(await runCommand(runReport, [folder])).toEqual({
      code: 0,
      out: whole,
      errors: [`${copy}: a copy of ${original}, passed over`],
    });
    expect(endOf({ kind: 'segments', segments: await listSegments(folder) })).toBe(
      samples.at(-1)?.wallTime,
    );
  });

  it('is no damage', async () => {
    const { folder } = await copied(copy);
    const { code, out } = await runCommand(runVerify, [folder]);
    expect(code).toBe(0);
    expect(out).toContain(`${copy}: a copy of `);
    expect(out).toMatch(/2 segments, 40 samples: nothing is damaged\n$/);
  });

  it('is not compacted, for then both would be counted', async () => {
    const { folder, original } = await copied(copy);
    const { code, out, errors } = await runCommand(runCompact, [folder]);
    expect(code).toBe(1);
    expect(out).toMatch(`${original}: there is a copy of it in the folder`);
    expect(errors).toEqual([`${copy} is left alone: it is a copy of ${original}`]);
    expect((await readFolder(folder)).samples).toEqual(samples);
  });

  it('is recorded behind as if the copy were not there, which stays', async () => {
    const { folder } = await copied(copy);
    const more = takeSamples(50, { start: Date.UTC(2026, 10, 23, 3, 59, 40) }).slice(40);
    const notices: string[] = [];
    await record(folder, more, { onNotice: (line) => notices.push(line) });
    expect((await readFolder(folder)).samples).toEqual([...samples, ...more]);
    expect(notices).toEqual([expect.stringMatching(/ is left alone: it is a copy of /)]);
    expect(existsSync(join(folder, copy))).toBe(true);
  });
});
