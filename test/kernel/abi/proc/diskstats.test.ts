import { describe, expect, it } from 'vitest';
import { decodeDiskstats } from '../../../../src/kernel/abi/proc/diskstats.ts';

/** Linux 6.18: a disk of two partitions, and one that looks like a third and is none. */
const SDA = '   8       0 sda 10 0 80 4 20 0 160 8 9 5 12 3 0 24 1 6 2';
const TEXT = `${SDA}
   8       1 sda1 1 0 8 0 2 0 16 0 0 1 1 0 0 0 0 0 0
   8      12 sda12 1 0 8 0 2 0 16 0 0 1 1 0 0 0 0 0 0
   8      16 sdaa1 1 0 8 0 2 0 16 0 0 1 1 0 0 0 0 0 0
 259       0 nvme0n1 1 0 8 0 2 0 16 0 0 1 1 0 0 0 0 0 0
 259       1 nvme0n1p1 1 0 8 0 2 0 16 0 0 1 1 0 0 0 0 0 0
 259       2 nvme0n11 1 0 8 0 2 0 16 0 0 1 1 0 0 0 0 0 0
`;

describe('/proc/diskstats', () => {
  it('tells bytes of sectors of 512, and nanoseconds of milliseconds', () => {
    expect(decodeDiskstats(TEXT)[0]).toEqual({
      line: SDA,
      id: '8:0',
      name: 'sda',
      partOf: undefined,
      reads: 10,
      readBytes: 80 * 512,
      writes: 20,
      writeBytes: 160 * 512,
      discardBytes: 24 * 512,
      inFlight: 9,
      busy: 5e6,
      queued: 12e6,
      readTime: 4e6,
      writeTime: 8e6,
    });
  });

  it('tells a partition from a disk by the kernel’s rule for their names', () => {
    expect(decodeDiskstats(TEXT).map(({ name, partOf }) => [name, partOf])).toEqual([
      ['sda', undefined],
      ['sda1', 'sda'],
      ['sda12', 'sda'],
      ['sdaa1', undefined],
      ['nvme0n1', undefined],
      ['nvme0n1p1', 'nvme0n1'],
      ['nvme0n11', undefined],
    ]);
  });

  it('knows no discards before Linux 4.18, whose lines are shorter', () => {
    const [disk] = decodeDiskstats('   8       0 sda 10 0 80 4 20 0 160 8 0 5 12\n');
    expect(disk).toMatchObject({ writeBytes: 160 * 512, discardBytes: undefined, queued: 12e6 });
  });

  it('makes nothing anew of a device whose line is as it was', () => {
    const before = decodeDiskstats(TEXT);
    const after = decodeDiskstats(TEXT.replace('nvme0n1 1 ', 'nvme0n1 2 '), before);
    expect(after.map((disk, i) => disk === before[i])).toEqual([
      ...[true, true, true, true],
      ...[false, true, true],
    ]);
    expect(after).toEqual(decodeDiskstats(TEXT.replace('nvme0n1 1 ', 'nvme0n1 2 ')));
  });

  it('is the same whatever was decoded before, devices gone and come included', () => {
    const lines = TEXT.split('\n');
    for (let at = 0; at < lines.length; at++) {
      const without = lines.filter((_, index) => index !== at).join('\n');
      expect(decodeDiskstats(TEXT, decodeDiskstats(without))).toEqual(decodeDiskstats(TEXT));
      expect(decodeDiskstats(without, decodeDiskstats(TEXT))).toEqual(decodeDiskstats(without));
    }
  });

  it.each(['', '\n\n', '8 0 sda', 'a b c d e f g h i j k l m n o'])(
    'names no device in %j',
    (text) => {
      expect(decodeDiskstats(text)).toEqual([]);
    },
  );
});
