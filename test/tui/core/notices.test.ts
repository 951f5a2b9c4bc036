import { describe, expect, it } from 'vitest';
import { DamageList } from '../../../src/cli/recording/damage-list.ts';
import { bytes } from '../../../src/lib/units.ts';
import { noDelays } from '../../../src/sampler/taskstats/delays-known.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { DrivenScreen } from '../../support/screen/driven-screen.ts';

const TORN = '1.gz: bytes 5 to 9: the end of a block is missing';
const BAD = '2.gz: bytes 0 to 70: a damaged block of 60 samples (checksum)';
const replaying = (): DrivenScreen =>
  new DrivenScreen({ playback: { speed: 1, isPaused: false }, size: { columns: 120, rows: 24 } });

describe('damage of what is played', () => {
  it('is counted above the table, the place met last named', async () => {
    const screen = replaying().see(sampleOf({ tasks: [{ tid: 5, comm: 'dd', read: 1 }] }));
    screen.send({ kind: 'damage', places: [TORN] });
    expect(await screen.rows()).toContain(`1 fault in what was read: ${TORN}`);
    screen.send({ kind: 'damage', places: [TORN, BAD] });
    expect(await screen.rows()).toContain(`2 faults in what was read: ${BAD}`);
  });

  it('comes before what is not visible, and all of it is on the page of help', async () => {
    const screen = replaying().see(sampleOf({ gaps: [{ kind: 'exits-lost', count: 3 }] }));
    screen.send({ kind: 'damage', places: [TORN, BAD] });
    expect(await screen.rows()).toContainEqual(
      expect.stringMatching(/^2 faults in .* \(and 1 more: see \?\)$/),
    );
    const help = (await screen.press('?').rows()).join('\n');
    for (const text of ['Faults in what was read', TORN, BAD, '3 tasks ended unseen'])
      expect(help).toContain(text);
  });

  it('cannot move the cursor by its name', async () => {
    const screen = replaying().see(sampleOf());
    screen.send({ kind: 'damage', places: ['a\x1b[2J.gz: torn'] });
    expect((await screen.rows()).join('\n')).toContain('a\\x1b[2J.gz: torn');
  });
});

describe('what is not visible', () => {
  it('says that it goes on where it does not fit', async () => {
    const delays = { kind: 'unavailable', what: 'swap-wait', ...noDelays('off') } as const;
    const screen = new DrivenScreen().see(sampleOf({ gaps: [delays] }));
    expect(await screen.rows()).toContainEqual(
      'SWAPIN is not visible: delay accounting is off (sysctl kernel.task_delayacct=1,…',
    );
  });
});

describe('a lack of control groups', () => {
  it('is said above the table only where their column is shown, and in the help always', async () => {
    const lack = { kind: 'unavailable', what: 'cgroup', reason: 'none', remedy: '' } as const;
    const text = 'control groups are not visible: none';
    const sample = sampleOf({ gaps: [lack] });
    const size = { columns: 120, rows: 60 };
    const screen = new DrivenScreen({ size }).see(sample);
    const rows = await screen.rows();
    expect(rows).not.toContain(text);
    expect(rows[4]).toMatch(/TID +PRIO/);
    expect((await screen.press('?').rows()).join('\n')).toContain(text);
    const settings = { ...screen.state.settings, columns: new Set(['cgroup'] as const) };
    expect(await new DrivenScreen({ size, settings }).see(sample).rows()).toContain(text);
  });
});

describe('charges far above what the disks wrote', () => {
  it('are said above the table and in the help, as soon as they are', async () => {
    const system = { writtenBack: bytes(100 * 2 ** 20), devices: [] };
    const size = { columns: 200, rows: 60 };
    const screen = new DrivenScreen({ size }).see(sampleOf());
    expect((await screen.rows()).join('\n')).not.toContain('too high');
    screen.see(sampleOf({ index: 1, system }));
    expect(await screen.rows()).toContainEqual(
      expect.stringMatching(
        /^DISK WRITE is likely too high: 100 MiB charged, 0 MiB written .* large folios/,
      ),
    );
    expect((await screen.press('?').rows()).join('\n')).toContain('DISK WRITE is likely too high');
  });
});

describe('the list of damage', () => {
  it('has each place once, however often the tape passes it', () => {
    const list = new DamageList();
    const told: (readonly string[])[] = [];
    list.add(TORN);
    list.watch((places) => told.push(places));
    list.add(BAD);
    list.add(TORN);
    expect(told).toEqual([[TORN], [TORN, BAD]]);
    expect(list.places).toEqual([TORN, BAD]);
  });
});
