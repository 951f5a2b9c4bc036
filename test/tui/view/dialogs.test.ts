/** Lists of choices. */
import { describe, expect, it } from 'vitest';
import { CHOSEN_IDS, columnOf } from '../../../src/model/columns.ts';
import { halfAMinute } from '../../support/samples/busy-server.ts';
import { DrivenScreen } from '../../support/screen/driven-screen.ts';

describe.each(['f6', 'm'])('the list behind %s', (key) => {
  it.each([80, 40, 200])('can be read to the end of each line at %i columns', async (columns) => {
    const size = { columns, rows: 24 };
    const screen = new DrivenScreen({ size, settings: { unit: 'threads' } }).see(...halfAMinute());
    screen.press(key, 'home');
    for (const { help } of CHOSEN_IDS.map(columnOf)) {
      const text = (await screen.rows()).join(' ').replace(/\s+/g, ' ');
      expect(text).toContain(help);
      screen.press('down');
    }
  });

  it('calls the id what it is of', async () => {
    const of = async (unit: 'threads' | 'programs' | 'processes') => {
      const screen = new DrivenScreen({ settings: { unit } }).see(...halfAMinute());
      return (await screen.press(key, 'home').rows()).join('\n');
    };
    expect(await of('threads')).toMatch(/ TID +Task id/);
    expect(await of('processes')).toMatch(/ PID +Task id/);
    expect(await of('programs')).not.toMatch(/ TID /);
  });
});
