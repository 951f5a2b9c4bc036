import { expect, it } from 'vitest';
import { bytes } from '../../../src/lib/units.ts';
import { unattributedOf } from '../../../src/model/totals/reconcile.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const system = (read: number, write: number) => ({
  blockRead: bytes(read),
  blockWrite: bytes(write),
});

it('what the disks moved and nobody was charged for is positive', () => {
  const sample = sampleOf({
    tasks: [
      { tid: 1, read: 30 },
      { tid: 2, write: 5 },
    ],
    system: system(100, 25),
  });
  expect(unattributedOf(sample)).toMatchObject({ read: { bytes: 70 }, write: { bytes: 20 } });
});

it('what was charged and has not moved yet is negative', () => {
  const sample = sampleOf({ tasks: [{ tid: 1, write: 500 }], system: system(0, 0) });
  expect(unattributedOf(sample)).toMatchObject({ write: { bytes: -500, rate: -500 } });
});

it('what was cancelled is charged to nobody, whoever wrote it', () => {
  const tasks = [
    { tid: 1, write: 500 },
    { tid: 2, cancelledWrite: 500 },
  ];
  expect(unattributedOf(sampleOf({ tasks, system: system(0, 0) }))?.write.bytes).toBe(0);
});

it('is unknown where the disks are', () => {
  expect(unattributedOf(sampleOf({ system: { blockRead: bytes(1) } }))).toBeUndefined();
});
