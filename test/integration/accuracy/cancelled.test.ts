/** What is deleted before it reached the disk was never a write. */
import { expect, it } from 'vitest';
import { increaseOf, netWrite } from '../../../src/model/increase.ts';
import { describeAccuracy, MIB } from '../../support/accuracy.ts';
import { chargedTo, entriesOf } from '../../support/monitored.ts';

describeAccuracy('write and unlink', ({ watch, load }) => {
  it('a file deleted before it reached the disk shows a net write of 0, cancelled equal to written', async () => {
    const monitor = await watch(2);
    const running = await load('unlink', 16 * MIB);
    running.step();
    const [truth] = await running.moved();
    const samples = await monitor.caughtUp();
    const entries = entriesOf(
      samples,
      ({ tid, comm }) => tid === truth?.tid && comm === truth.comm,
    );
    const { write, cancelledWrite } = chargedTo(entries);
    expect({ write, cancelledWrite }).toEqual({ write: 16 * MIB, cancelledWrite: 16 * MIB });
    // The task lives shorter than a tenth of the interval: it is in one sample, or rarely in two.
    if (entries.length === 1)
      expect(entries.map((entry) => netWrite(increaseOf(entry)))).toEqual([0]);
  });
});
