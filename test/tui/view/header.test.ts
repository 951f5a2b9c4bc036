import { expect, it } from 'vitest';
import type { Ratio } from '../../../src/lib/units.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { halfAMinute, ONE_DEVICE, TWO_OTHERS } from '../../support/samples/busy-server.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const storm = (ended: number): ReturnType<typeof sampleOf> =>
  sampleOf({
    tasks: Array.from({ length: ended + 2 }, (_, i) => ({
      tid: i + 1,
      write: 1,
      ...(i < ended && { ended: true as const }),
    })),
    taskCount: 5,
  });

it('tasks that ended are not counted among the living', async () => {
  const rowsOf = async (ended: number): Promise<string> =>
    (await new DrivenScreen().see(storm(ended)).rows()).join('\n');
  expect(await rowsOf(7)).toContain('2 active of 5 tasks, 7 ended');
  expect(await rowsOf(0)).toMatch(/2 active of 5 tasks(?!,)/);
});

it('tasks that a filter or -p leaves out are counted neither as active nor as ended', async () => {
  const headerFor = async (options: DrivenOptions): Promise<string> =>
    (await new DrivenScreen(options).see(storm(7)).rows())[3] as string;
  expect(await headerFor({ settings: { filter: 'nobody' } })).toMatch(/0 active of 5 tasks(?!,)/);
  expect(await headerFor({ settings: { filter: '^[19]$' } })).toContain(
    '1 active of 5 tasks, 1 ended',
  );
  expect(await headerFor({ selection: { ids: new Set([8]), uids: new Set() } })).toMatch(
    /1 active of 5 tasks(?!,)/,
  );
});

it('threads of a process that was asked for by its row are counted, where rows are processes', async () => {
  const selection = { ids: new Set([7]), uids: new Set<number>(), idsMean: 'rows' } as const;
  const sample = sampleOf({ tasks: [{ tid: 8, tgid: 7, write: 1 }], taskCount: 5 });
  const headerOf = async (unit: 'threads' | 'processes') =>
    (await new DrivenScreen({ selection, settings: { unit } }).see(sample).rows())[3];
  expect(await headerOf('processes')).toContain('1 active of 5 tasks');
  expect(await headerOf('threads')).toContain('0 active of 5 tasks');
});

it.each(['rate', 'total', 'average'] as const)(
  'tasks counted as active do not grow by those that were, while %ss are shown',
  async (measure) => {
    const screen = new DrivenScreen({ settings: { measure, since: 'started' } });
    const quiet = sampleOf({ index: 1, tasks: [{ tid: 1, write: 1 }], taskCount: 5 });
    expect((await screen.see(storm(7), quiet).rows())[3]).toMatch(/1 active of 5 tasks(?!,)/);
  },
);

it('where the facts do not all fit, whole ones are left out, and none is cut', async () => {
  const system = { ...ONE_DEVICE, devices: TWO_OTHERS };
  const sample = halfAMinute({ system }).at(-1) as Sample;
  const rowAt = async (columns: number): Promise<string> => {
    const screen = new DrivenScreen({ size: { columns, rows: 24 } });
    return (
      await screen.send({ kind: 'sample', sample, ownShare: 0.05 as Ratio }).rows()
    )[3] as string;
  };
  const PRESSURE = 'pressure 31.20 % full 12.00 %';
  expect(await rowAt(120)).toContain(
    `bpf  every 1 s  5 active of 10 tasks  ${PRESSURE}  zram0 300.00 M/s  self 5.00 %`,
  );
  expect(await rowAt(80)).toContain(`bpf  5 active of 10 tasks  ${PRESSURE}  zram0 300.00 M/s`);
  expect(await rowAt(60)).toContain('bpf  5 active of 10 tasks  zram0 300.00 M/s');
});
