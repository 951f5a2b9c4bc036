/** More tasks a second than any list can follow: every byte is reported, or the records that were lost are counted. */
import { expect, it } from 'vitest';
import { chargedTo, entriesOf, exitsLost, tasksIn } from '../../support/iotop/monitored.ts';
import { describeAccuracy, KIB } from '../../support/load/accuracy.ts';

const RATE = 2000;
const SECONDS = process.env.IOTOP_TEST_LONG === undefined ? 3 : 10;

describeAccuracy(`a fork storm of ${RATE} tasks a second for ${SECONDS} s`, ({ watch, load }) => {
  it('is reported to the byte, or what is missing is counted as lost exits', async () => {
    const watching = await watch(1);
    const running = await load('storm', RATE, SECONDS, 4 * KIB);
    running.step();
    const [truth] = await running.moved();
    expect(truth).toMatchObject({ comm: 'storm', count: RATE * SECONDS });
    for (const { engine, samples } of await watching.caughtUp()) {
      const entries = entriesOf(samples, ({ comm }) => comm === 'storm');
      const lost = exitsLost(samples);
      const missing = (truth?.writeBytes ?? 0) - chargedTo(entries).write;
      expect(missing, engine).toBeGreaterThanOrEqual(0);
      // A storm's task writes 4 KiB, and rarely a block of metadata.
      expect(missing, engine).toBeLessThanOrEqual(lost * 8 * KIB);
      expect(tasksIn(entries).size + lost, engine).toBeGreaterThanOrEqual(RATE * SECONDS);
      expect(tasksIn(entries).size, engine).toBeLessThanOrEqual(RATE * SECONDS);
    }
  });
});
