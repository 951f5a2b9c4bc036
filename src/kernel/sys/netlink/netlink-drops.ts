/** The drop counter of one of our netlink sockets. */
import { fstatSync, readFileSync } from 'node:fs';
import { netlinkDrops } from '../../abi/netlink/netlink-drops.ts';

/** @returns undefined when /proc/net/netlink cannot be read or does not list the socket */
export const socketDrops = (fd: number): number | undefined => {
  try {
    return netlinkDrops(readFileSync('/proc/net/netlink', 'utf8'), fstatSync(fd).ino);
  } catch {
    return undefined; // absent in some sandboxes; the caller then knows of one loss at least
  }
};
