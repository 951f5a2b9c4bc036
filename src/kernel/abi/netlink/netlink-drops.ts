/**
 * How many messages the kernel could not put into a netlink socket's buffer, from /proc/net/netlink.
 *
 * Source: net/netlink/af_netlink.c, netlink_native_seq_show. One line a socket: `sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode`.
 */

const DROPS_FIELD = 8;
const INODE_FIELD = 9;

/** @returns undefined when no line has that inode */
export const netlinkDrops = (text: string, inode: number): number | undefined => {
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (Number(fields[INODE_FIELD]) === inode) {
      const drops = Number(fields[DROPS_FIELD]);
      return Number.isInteger(drops) ? drops : undefined;
    }
  }
  return undefined;
};
