/** More tasks a second than any list can follow: every byte is reported, or the records that were lost are counted. */
import { expect, it } from 'vitest';
import { describeAccuracy, KIB } from '../../support/accuracy.ts';
import { chargedTo, entriesOf, exitsLost, tasksIn } from '../../support/monitored.ts';

const RATE = 2000;
const SECONDS = process.env.IOTOP_TEST_LONG === undefined ? 5 : 10;

describeAccuracy(`a fork storm of ${RATE} tasks a second for ${SECONDS} s`, ({ watch, load }) => {
  it('is reported to the byte, or what is missing is counted as lost exits', async () => {
    const monitor = await watch(1);
    const running = await load('storm', RATE, SECONDS, 4 * KIB);
    running.step();
    const [truth] = await running.moved();
    const samples = await monitor.caughtUp();
    const entries = entriesOf(samples, ({ comm }) => comm === 'storm');
    const lost = exitsLost(samples);

    expect(truth).toMatchObject({ comm: 'storm', count: RATE * SECONDS });
    const missing = (truth?.writeBytes ?? 0) - chargedTo(entries).write;
    expect(missing).toBeGreaterThanOrEqual(0);
    expect(missing).toBeLessThanOrEqual(lost * 4 * KIB);
    if (lost === 0) expect(tasksIn(entries).size).toBe(RATE * SECONDS);
  });
});
