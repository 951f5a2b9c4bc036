/** Whether a terminal is ours by job control, and what its settings are. Source: tcgetpgrp(3), termios(3). */
import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { getpgrp, systemCallRefusal, tcgetattr, tcgetpgrp } from '../libc.ts';

/** Whether a stream is a terminal. The module tty takes milliseconds to load, so it is not asked about a file, a pipe or /dev/null. */
export const isTerminal = (fd: number): boolean => {
  const stat = fstatSync(fd);
  return stat.isCharacterDevice() && stat.rdev >> 8 !== MEMORY_DEVICES && isatty(fd);
};

/** Major number of /dev/null and its kin. Source: Documentation/admin-guide/devices.txt */
const MEMORY_DEVICES = 1;

/** Bytes; struct termios has fewer on every architecture. */
const TERMIOS = 256;

/** Whether its keys go to our process group. Nobody can say so of a terminal that is not the one that controls us: it counts as ours. */
export const isForeground = (fd: number): boolean => {
  if (systemCallRefusal() !== undefined) return true;
  const group = tcgetpgrp(fd);
  return group === -1 || group === getpgrp();
};

/** To be compared, not interpreted; undefined where it cannot be had. */
export const terminalSettings = (fd: number): string | undefined => {
  if (systemCallRefusal() !== undefined) return undefined;
  const settings = new Uint8Array(TERMIOS);
  return tcgetattr(fd, settings) === -1 ? undefined : Buffer.from(settings).toString('latin1');
};
