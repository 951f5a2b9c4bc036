/** Each key in the help window of iotop-c 1.33 has its claim in docs/drop-in.md. */
import { expect, it } from 'vitest';
import { KEY_CLAIMS } from '../../scripts/drop-in-claims.ts';
import { iotopC133, pathOf } from '../support/iotop/peers.ts';
import { startInPty } from '../support/screen/pty.ts';
import { describeWith } from '../support/test-run/requires.ts';

const SIZE = { columns: 150, rows: 64 };

/** The window stands over the list: what is in it begins where its title does. */
const windowOf = (rows: readonly string[]): readonly string[] => {
  const top = rows.findIndex((row) => row.includes('─ help ─'));
  const left = rows[top]?.indexOf('─ help ─') ?? 0;
  const bottom = rows.findIndex((row, at) => at > top && row.slice(left).startsWith('─ iotop'));
  return bottom < 0 ? [] : rows.slice(top + 1, bottom).map((row) => row.slice(left));
};

describeWith(['root', 'taskstats', 'iotop-c 1.33'], 'the help window of iotop-c', () => {
  it('has the keys that are claimed, and none besides', async () => {
    const session = startInPty(pathOf(iotopC133()), [], SIZE);
    try {
      await session.until('the list', (rows) => rows.some((row) => row.includes('COMMAND')));
      session.type('h');
      const rows = windowOf(await session.until('the help', (all) => windowOf(all).length > 0));
      const keys = rows.map((row) => row.split(' - ')[0]?.trim().replace(/ +/g, ' '));
      expect(keys).toEqual(KEY_CLAIMS.map((claim) => claim.keys));
    } finally {
      session.close();
    }
  });
});
