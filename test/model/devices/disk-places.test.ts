import { describe, expect, it } from 'vitest';
import { DiskPlaces } from '../../../src/model/devices/disk-places.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { sampleOf } from '../../support/samples/samples.ts';

/** A second in which disks were busy for so many parts of a hundred. */
const second = (index: number, busy: Readonly<Record<string, number>>) =>
  sampleOf({
    index,
    system: {
      devices: Object.entries(busy).map(([name, share]) => diskOf(name, { busy: share * 1e7 })),
    },
  });

/** The orders after each second. */
const orders = (...seconds: readonly Readonly<Record<string, number>>[]): readonly string[] => {
  const places = new DiskPlaces();
  return seconds.map((busy, index) => {
    places.add(second(index, busy));
    return places.names.join(' ');
  });
};

describe('the places of disks', () => {
  it('are those of the busiest first', () => {
    expect(orders({ sda: 5, sdb: 90, sdc: 30 })).toEqual(['sdb sdc sda']);
  });

  it('are kept by disks that share a load, whichever is ahead in a second', () => {
    const dance = Array.from({ length: 30 }, (_, i) =>
      i % 2 === 0 ? { sda: 60, sdb: 40, sdc: 50 } : { sda: 30, sdb: 70, sdc: 50 },
    );
    expect(new Set(orders(...dance)).size).toBe(1);
  });

  it('are kept for five seconds, then given to a disk that is twice as busy', () => {
    const after = orders(
      { sda: 50 },
      { sda: 50, sdb: 1 },
      ...Array.from({ length: 4 }, () => ({ sda: 5, sdb: 95 })),
      ...Array.from({ length: 7 }, () => ({ sda: 95, sdb: 5 })),
    );
    expect(after.slice(0, 3)).toEqual(['sda', 'sda sdb', 'sda sdb']);
    expect(new Set(after.slice(3, 8))).toEqual(new Set(['sdb sda']));
    expect(new Set(after.slice(8))).toEqual(new Set(['sda sdb']));
  });

  it('are not lost by a disk that rests, for others that rest too', () => {
    expect(orders({ sdb: 50 }, { sda: 1, sdb: 50 }, {}, {}, {}, {}, {}, {}, {}).at(-1)).toBe(
      'sdb sda',
    );
  });

  it('are of the one that moves more where nobody knows how busy they are', () => {
    const places = new DiskPlaces();
    const devices = [diskOf('sda', { readBytes: 5e6 }), diskOf('sdb', { writeBytes: 90e6 })];
    places.add(sampleOf({ system: { devices } }));
    expect(places.names).toEqual(['sdb', 'sda']);
  });

  it('are of whole disks only', () => {
    const places = new DiskPlaces();
    const devices = [
      diskOf('sda', { busy: 1e6 }),
      diskOf('sda1', { kind: 'partition', partOf: 'sda', busy: 1e6 }),
      diskOf('dm-0', { kind: 'layer', busy: 1e6 }),
    ];
    places.add(sampleOf({ system: { devices } }));
    expect(places.names).toEqual(['sda']);
  });

  it('stay as they are where the devices are unknown', () => {
    const places = new DiskPlaces();
    places.add(second(0, { sda: 50 }));
    places.add(sampleOf({ index: 1 }));
    expect(places.names).toEqual(['sda']);
  });
});

it('are of the devices that somebody keeps to, whatever they are, and of no other', () => {
  const places = new DiskPlaces(['loop0']);
  const devices = [diskOf('sda', { busy: 9e8 }), { ...diskOf('loop0', { busy: 1 }), kind: 'loop' }];
  places.add(sampleOf({ system: { devices } as never }));
  expect(places.names).toEqual(['loop0']);
});
