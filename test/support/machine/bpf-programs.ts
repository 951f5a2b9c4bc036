/** What a process holds of BPF, by the kernel's own books. */
import { readdirSync, readFileSync } from 'node:fs';
import { BpfArguments, closeDescriptor } from '../../../src/kernel/sys/bpf/bpf.ts';

/** Numbers of the programs a process holds; none, when it is gone. */
export const programsHeldBy = (pid: number): readonly number[] =>
  descriptorsOf(pid).flatMap((fd) => {
    const text = textOf(`/proc/${pid}/fdinfo/${fd}`);
    const id = /^prog_id:\s*(\d+)/m.exec(text)?.[1];
    return id !== undefined && /^prog_type:/m.test(text) ? [Number(id)] : [];
  });

/** Names of the tracepoints that a process has programs attached to. */
export const tracepointsHeldBy = (pid: number): readonly string[] =>
  descriptorsOf(pid).flatMap(
    (fd) => /^tp_name:\s*(\S+)/m.exec(textOf(`/proc/${pid}/fdinfo/${fd}`))?.[1] ?? [],
  );

const PROG_GET_FD_BY_ID = 13;

/** Whether the kernel still has the program of that number, whoever holds it. */
export const programExists = (id: number): boolean => {
  const fd = new BpfArguments(12).number(0, id).call(PROG_GET_FD_BY_ID);
  if (fd < 0) return false;
  closeDescriptor(fd);
  return true;
};

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
