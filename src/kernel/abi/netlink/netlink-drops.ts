/**
 * How many messages the kernel could not put into a netlink socket's buffer, from /proc/net/netlink.
 *
 * Source: net/netlink/af_netlink.c, netlink_native_seq_show. One line a socket: `sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode`.
 */

const DROPS_FIELD = 8;
const INODE_FIELD = 9;

/** @returns undefined when no line has that inode */
export const netlinkDrops = (text: string, inode: number): number | undefined => {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const drops = Number(
    lines.find((fields) => Number(fields[INODE_FIELD]) === inode)?.[DROPS_FIELD],
  );
  return Number.isInteger(drops) ? drops : undefined;
};
