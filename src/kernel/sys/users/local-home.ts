/** Home folders of users, as far as looking into them cannot wait for another machine or program. */
import { mountPointsOf } from '../../abi/proc/mount-info.ts';
import { areFolders } from '../proc/foreign-file.ts';
import { readText } from '../proc/kernel-facts.ts';

/**
 * By /etc/passwd alone: the name service may wait.
 * @param root of the host, '' for our own @param mountinfo what is mounted
 * @returns undefined: nobody has this id there, a link leads to the folder, or it or its .local is on no file system of the machine's own, such as NFS
 */
export const localHomeOf = (
  uid: number,
  root = '',
  mountinfo = readText('/proc/self/mountinfo') ?? '',
): string | undefined => {
  const home = homeIn(readText(`${root}/etc/passwd`) ?? '', uid);
  if (home === undefined || !home.startsWith('/')) return undefined;
  const path = `${root}${home}`.replace(/\/+$/, '');
  const waits = !LOCAL.test(typeAt(path, mountinfo)) || isForeignBelow(`${path}/.local`, mountinfo);
  // A link on the way would lead past what was just looked at.
  return waits || !areFolders(root, home.split('/').filter(Boolean)) ? undefined : path;
};

/** Source: passwd(5). */
const homeIn = (text: string, uid: number): string | undefined =>
  text
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[2] === String(uid))?.[5];

/** The type of the file system that is mounted there, or above; '': unknown. */
const typeAt = (path: string, mountinfo: string): string => {
  let found = { point: '', type: '' };
  for (const { point, type } of mountPointsOf(mountinfo).values()) {
    const isAbove = point === '/' || path === point || path.startsWith(`${point}/`);
    // Of two mounts on one folder, the later covers the earlier.
    if (isAbove && point.length >= found.point.length) found = { point, type };
  }
  return found.type;
};

/** Whether something of another machine or program is mounted there, or further in. */
const isForeignBelow = (path: string, mountinfo: string): boolean =>
  [...mountPointsOf(mountinfo).values()].some(
    ({ point, type }) => (point === path || point.startsWith(`${path}/`)) && !LOCAL.test(type),
  );

const LOCAL = /^(?:ext[234]|xfs|btrfs|zfs|f2fs|jfs|bcachefs|tmpfs|overlay)$/;
