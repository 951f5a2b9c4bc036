/** Whose the disks' work is where it is no task's: each byte once, whatever sits on what. */
import { describe, expect, it } from 'vitest';
import { bytes } from '../../src/lib/units.ts';
import { deviceFilter, keptTo } from '../../src/model/devices/device-filter.ts';
import { disksOfOwner, ownersIn } from '../../src/model/owners.ts';
import type { DeviceEntry } from '../../src/sample/sample.ts';
import { diskOf } from '../support/samples/disks.ts';
import { sampleOf, type TaskFields } from '../support/samples/samples.ts';

const asks = (device: string, write: number): TaskFields =>
  ({
    tid: 7,
    diskRead: 0,
    diskWrite: write,
    disk: [{ device, write: bytes(write) }],
  }) as TaskFields;

const device = (name: string, kind: string, ...owners: readonly (readonly [string, number])[]) =>
  diskOf(name, { kind, owners: owners.map(([owner, write]) => ({ owner, write })) });

const writesBy = (tasks: readonly TaskFields[], ...devices: readonly DeviceEntry[]) =>
  Object.fromEntries(
    ownersIn(sampleOf({ tasks, system: { devices } })).map(({ owner, write }) => [owner, write]),
  );

describe('owners that are no task', () => {
  it('are added up over disks and loop devices, not over what lies on disks', () => {
    expect(
      writesBy(
        [],
        device('vda', 'disk', ['file-system', 1], ['unknown', 2]),
        device('loop0', 'loop', ['file-system', 4]),
        device('dm-0', 'layer', ['file-system', 8]),
        device('zram0', 'memory', ['swap-out', 16]),
      ),
    ).toEqual({ 'file-system': 5, unknown: 2 });
  });

  it('are those of the devices that samples are kept to, whatever these are', () => {
    const devices = [
      device('vda', 'disk', ['loop-device', 100]),
      device('loop0', 'loop', ['file-system', 4]),
      device('dm-0', 'layer', ['file-system', 8]),
    ];
    const writesOf = (name: string) =>
      ownersIn(keptTo(sampleOf({ system: { devices } }), [name])).map(({ write }) => write);
    expect(['vda', 'loop0', 'dm-0'].map(writesOf)).toEqual([[100], [4], [8]]);
  });

  it('are counted at a loop device and not below, where samples are kept to both, in whichever interval the disk works', () => {
    const loop = { ...device('loop6', 'loop', ['file-system', 4]), on: 'vda' };
    const vda = device('vda', 'disk', ['loop-device', 100], ['unknown', 1]);
    const vdb = device('vdb', 'disk', ['loop-device', 30]);
    const kept = deviceFilter(['loop6', 'vda', 'vdb'], 'of-devices');
    const counted = (...devices: readonly DeviceEntry[]) =>
      ownersIn(kept(sampleOf({ system: { devices } }))).map(({ owner, write }) => [owner, write]);
    expect(counted(loop, vda)).toEqual([
      ['file-system', 4],
      ['unknown', 1],
    ]);
    expect(counted(vda, vdb)).toEqual([
      ['unknown', 1],
      ['loop-device', 30],
    ]);
  });

  it('count what loop devices do below for those who asked them, task or not', () => {
    expect(
      writesBy(
        [asks('loop0', 60), asks('vda', 5)],
        device('loop0', 'loop', ['file-system', 40]),
        device('vda', 'disk', ['loop-device', 100]),
      ),
    ).toEqual({ 'file-system': 40 });
  });

  it('do so too where the loop device did nothing in this interval', () => {
    expect(writesBy([asks('vda', 60)], device('vda', 'disk', ['loop-device', 100]))).toEqual({});
  });

  it('count it once where a loop device sits on another', () => {
    expect(
      writesBy(
        [asks('loop1', 10)],
        device('loop1', 'loop'),
        device('loop0', 'loop', ['loop-device', 10]),
        device('vda', 'disk', ['loop-device', 10]),
      ),
    ).toEqual({});
  });

  it('are known by device', () => {
    const devices = [
      device('vda', 'disk', ['unknown', 2], ['file-system', 1]),
      device('vdb', 'disk', ['file-system', 4]),
    ];
    expect(disksOfOwner(sampleOf({ system: { devices } }), 'file-system')).toEqual([
      { device: 'vda', write: 1 },
      { device: 'vdb', write: 4 },
    ]);
  });
});
