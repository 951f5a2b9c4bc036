/** A /proc of files in a temporary folder, for engines that take its root as an argument. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../test-run/temporary-folder.ts';

type FakeTask = {
  readonly tid: number;
  /** The task's own id when absent: a process of one thread. */
  readonly tgid?: number;
  readonly comm?: string;
  readonly state?: string;
  readonly flags?: number;
  /** Ticks. */
  readonly start?: number;
  readonly readBytes?: number;
  readonly writeBytes?: number;
};

export class FakeProc {
  readonly root = temporaryFolder();

  constructor() {
    this.write('self/io', '');
    this.write('self/status', '');
    this.write('self/mountinfo', '');
  }

  add(task: FakeTask): void {
    this.write(`${this.#folder(task)}/stat`, statText(task));
    this.write(`${this.#folder(task)}/io`, ioText(task));
  }

  remove({ tid, tgid = tid }: FakeTask): void {
    const folder = tid === tgid ? `${tgid}` : this.#folder({ tid, tgid });
    rmSync(join(this.root, folder), { recursive: true });
  }

  /** Makes one file of a task something no kernel says. */
  spoil(task: FakeTask, file: 'stat' | 'io', text: string): void {
    this.write(`${this.#folder(task)}/${file}`, text);
  }

  write(path: string, text: string): void {
    const whole = join(this.root, path);
    mkdirSync(join(whole, '..'), { recursive: true });
    writeFileSync(whole, text);
  }

  eraseFile(path: string): void {
    rmSync(join(this.root, path));
  }

  #folder({ tid, tgid = tid }: FakeTask): string {
    return `${tgid}/task/${tid}`;
  }
}

const statText = ({ tid, comm = 'task', state = 'S', flags = 0, start = 100 }: FakeTask): string =>
  `${tid} (${comm}) ${state} 1 1 1 0 -1 ${flags} 0 0 0 0 0 0 0 0 20 0 1 0 ${start} ${'0 '.repeat(30).trim()}\n`;

const ioText = ({ readBytes = 0, writeBytes = 0 }: FakeTask): string =>
  `rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: ${readBytes}\nwrite_bytes: ${writeBytes}\ncancelled_write_bytes: 0\n`;
