/** What is shown no more is freed: a screen runs for days. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { halfAMinute } from '../support/samples/busy-server.ts';
import { DrivenScreen } from '../support/screen/driven-screen.ts';

/** Frees what nobody holds; of what was looked at, only once the turn is over. */
const collect = async (): Promise<void> => {
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  await new Promise((resolve) => setImmediate(resolve));
  gc();
};

it('holds no report but the one it shows', async () => {
  const screen = new DrivenScreen();
  const reports: WeakRef<object>[] = [];
  for (const sample of halfAMinute()) {
    screen.see(sample);
    reports.push(new WeakRef(screen.state.report as object));
  }
  await screen.rows();
  await collect();
  expect(reports.filter((report) => report.deref() !== undefined)).toHaveLength(1);
});
