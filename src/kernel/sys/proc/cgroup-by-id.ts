/**
 * The path of a control group by its id, asked of the kernel: no tree is walked, and a group whose last task has ended is found as long as it is there.
 *
 * Source: open_by_handle_at(2); FILEID_KERNFS in include/linux/exportfs.h. It needs CAP_DAC_READ_SEARCH, which a service that records has not, and is
 * not asked for without.
 */
import { closeSync, openSync, readlinkSync } from 'node:fs';
import { decodeText } from '../../../lib/text.ts';
import { CAP, effectiveCapabilities, hasCapability } from '../../abi/proc/process-status.ts';
import { O_PATH, openByHandleAt } from '../libc.ts';
import { readText } from './kernel-facts.ts';

export class CgroupById {
  readonly #mount: string;
  #fd: number | undefined;
  /** struct file_handle: bytes of the handle, its type, the handle. */
  readonly #handle = new DataView(new ArrayBuffer(16));

  /** @param mount where the hierarchy is mounted */
  constructor(mount: string) {
    this.#mount = mount;
    this.#handle.setUint32(0, 8, true);
    this.#handle.setInt32(4, FILEID_KERNFS, true);
    const capabilities = effectiveCapabilities(readText('/proc/self/status') ?? '');
    if (capabilities === undefined || !hasCapability(capabilities, CAP.dacReadSearch)) return;
    try {
      this.#fd = openSync(mount, 'r');
    } catch {
      this.#fd = undefined; // nothing can be found
    }
  }

  /** Whether the kernel can be asked. */
  get isOpen(): boolean {
    return this.#fd !== undefined;
  }

  /** @returns undefined: it is gone, not below the mount, longer than the kernel tells, or not for us to know */
  pathOf(id: number): string | undefined {
    if (this.#fd === undefined) return undefined;
    this.#handle.setBigUint64(8, BigInt(id), true);
    const fd = openByHandleAt(this.#fd, new Uint8Array(this.#handle.buffer), O_PATH);
    if (fd < 0) return undefined;
    try {
      const path = decodeText(readlinkSync(`/proc/self/fd/${fd}`, 'buffer'));
      if (path === this.#mount) return '/';
      return path.startsWith(`${this.#mount}/`) && !path.endsWith(REMOVED)
        ? path.slice(this.#mount.length)
        : undefined;
    } catch {
      return undefined; // ENAMETOOLONG: from 4096 bytes on; any user to whom a group was given can make such
    } finally {
      closeSync(fd);
    }
  }

  /** Harmless when called twice. */
  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

const FILEID_KERNFS = 0xfe;

/** What the kernel puts behind the path of a folder that was removed while it was open. */
const REMOVED = ' (deleted)';
