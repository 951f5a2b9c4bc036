/** The files a machine tells of itself by, in temporary folders: /proc and what sysfs says of block devices. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SystemReader } from '../../../src/sampler/live/system.ts';
import { temporaryFolder } from '../test-run/temporary-folder.ts';

/** Paths below /proc. */
export type ProcFiles = Readonly<Record<string, string>>;

export type Plugged = {
  readonly slaves: readonly string[];
  readonly iostats: number;
  readonly alias: string;
  readonly file: string;
};

export class FakeMachine {
  readonly #roots = { proc: temporaryFolder(), sys: temporaryFolder() };
  #events = 0;

  constructor() {
    mkdirSync(join(this.#roots.proc, 'pressure'));
    this.#write('proc', 'self/mountinfo', '');
    this.#write('sys', 'kernel/uevent_seqnum', '0\n');
  }

  /** @param bytesAPage the size of this machine's pages */
  reader(bytesAPage?: number): SystemReader {
    const pages = bytesAPage === undefined ? {} : { bytesAPage };
    return new SystemReader('read', { roots: this.#roots, ...pages });
  }

  /** Keeps the other files as they are. */
  says(files: ProcFiles): void {
    for (const [name, text] of Object.entries(files)) this.#write('proc', name, text);
  }

  /** @param slaves what it sits on @param alias of a mapped device @param file of a loop device */
  plugIn(name: string, { slaves = [], iostats = 1, alias, file }: Partial<Plugged> = {}): void {
    const folder = `class/block/${name}`;
    mkdirSync(join(this.#roots.sys, folder, 'slaves'), { recursive: true });
    for (const slave of slaves) this.#write('sys', `${folder}/slaves/${slave}`, '');
    this.#write('sys', `${folder}/queue/iostats`, `${iostats}\n`);
    if (alias !== undefined) this.#write('sys', `${folder}/dm/name`, `${alias}\n`);
    if (file !== undefined) this.#write('sys', `${folder}/loop/backing_file`, `${file}\n`);
    this.#happens();
  }

  pullOut(name: string): void {
    rmSync(join(this.#roots.sys, `class/block/${name}`), { recursive: true });
    this.#happens();
  }

  #happens(): void {
    this.#events += 1;
    this.#write('sys', 'kernel/uevent_seqnum', `${this.#events}\n`);
  }

  #write(root: 'proc' | 'sys', path: string, text: string): void {
    const whole = join(this.#roots[root], path);
    mkdirSync(join(whole, '..'), { recursive: true });
    writeFileSync(whole, text);
  }
}

/** reads, -, sectors, ms, writes, -, sectors, ms, in flight, busy ms, queued ms, and the discards since Linux 4.18 */
export const diskLine = (id: string, name: string, ...figures: readonly number[]): string =>
  `${id.replace(':', '       ')} ${name} ${figures.join(' ')} 0 0 0 0 0 0\n`;

/** A device that did so much of each. */
export const moved = (name: string, mebibytes: { read?: number; written?: number }): string => {
  const { read = 0, written = 0 } = mebibytes;
  return diskLine('8:0', name, read, 0, read * 2048, 0, written, 0, written * 2048, 0, 0, 1, 1);
};
