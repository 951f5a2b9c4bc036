/** A disk whose speed is known: a loop device on another one, which does no more for a group of tasks than it may. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { onTestFinished } from 'vitest';
import { loopDisk } from '../load/accuracy.ts';
import { run } from '../load/loop-device.ts';
import { readsGroup } from './control-group.ts';

type SlowDisk = {
  readonly path: string;
  /** The name below /dev. */
  readonly device: string;
  /** For the shell, before a command: only who has done so finds it slow. */
  readonly enter: string;
};

/** Gone when the test ends. A thousand reads a second and more cost nothing on the way, beside the time the device takes. */
export const slowDisk = (readsPerSecond: number): SlowDisk => {
  const below = loopDisk(32);
  const enter = readsGroup(
    readFileSync(`/sys/block/${basename(below)}/dev`, 'latin1').trim(),
    readsPerSecond,
  );
  const path = run('losetup', '--find', '--show', '--direct-io=on', below).trim();
  const device = basename(path);
  onTestFinished(() => {
    setScheduler(device, 'none');
    run('losetup', '--detach', path);
  });
  return { path, device, enter };
};

/** A loop device keeps it after its test. */
export const setScheduler = (device: string, scheduler: 'none' | 'mq-deadline'): void =>
  writeFileSync(`/sys/block/${device}/queue/scheduler`, scheduler);
