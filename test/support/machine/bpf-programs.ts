/** What a process holds of BPF, by the kernel's own books. */
import { readdirSync, readFileSync } from 'node:fs';

/** Numbers of the programs a process holds; none, when it is gone. */
export const programsHeldBy = (pid: number): readonly number[] =>
  descriptorsOf(pid).flatMap((fd) => {
    const text = textOf(`/proc/${pid}/fdinfo/${fd}`);
    const id = /^prog_id:\s*(\d+)/m.exec(text)?.[1];
    return id !== undefined && /^prog_type:/m.test(text) ? [Number(id)] : [];
  });

const descriptorsOf = (pid: number): readonly string[] => {
  try {
    return readdirSync(`/proc/${pid}/fdinfo`);
  } catch {
    return []; // gone
  }
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // closed meanwhile
  }
};
