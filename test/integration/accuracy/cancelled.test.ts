/** What is deleted before it reached the disk was never a write. */
import { expect, it } from 'vitest';
import { chargedTo, entriesOf } from '../../support/iotop/monitored.ts';
import { describeAccuracy, KIB, MIB } from '../../support/load/accuracy.ts';

describeAccuracy('write and unlink', ({ watch, load }) => {
  it('a file deleted before it reached the disk is a net write of 0: cancelled equals written', async () => {
    const watching = await watch();
    const running = await load('unlink', 16 * MIB);
    running.step();
    const [truth] = await running.moved();
    expect(truth).toMatchObject({ asked: 16 * MIB, cancelledWriteBytes: 16 * MIB });
    for (const { engine, samples } of await watching.caughtUp()) {
      const isOurs = (tid: number, comm: string) => tid === truth?.tid && comm === truth.comm;
      const { write, cancelledWrite } = chargedTo(
        entriesOf(samples, ({ tid, comm }) => isOurs(tid, comm)),
      );
      expect(cancelledWrite, engine).toBe(16 * MIB);
      // A block or two of metadata, for the file itself, is written and stays.
      expect(write, engine).toBe(truth?.writeBytes);
      expect(write - cancelledWrite, engine).toBeLessThanOrEqual(16 * KIB);
    }
  });
});
