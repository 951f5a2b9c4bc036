/** Who moved bytes in an interval: the tasks of one program added up. */
import { defined } from '../../lib/defined.ts';
import type { Bytes } from '../../lib/units.ts';
import type { TaskEntry } from '../../sample/sample.ts';
import { commandNameOf } from '../command-name.ts';
import { movedOneWay } from '../totals/increase.ts';
import { processKeyOf } from '../view/processes.ts';
import { scriptOf } from './script.ts';

export type Way = 'read' | 'write';

/** A program: all processes of one command. `name` is not yet sanitized. */
export type Who = {
  readonly name: string;
  /** They all ended before the interval, in which their pages are written. */
  readonly ended?: true;
  /** How many of its processes it is about. */
  readonly processes: number;
  /** The process, where it is one. */
  readonly pid?: number;
  /** What an interpreter runs in all of them; absent: none, several, or not certain. */
  readonly script?: string;
};

export type Mover = { readonly who: Who; readonly bytes: Bytes };

/** Everything moved this way by the tasks, who moved most of it, and who most of the rest. */
type Movement = { readonly bytes: Bytes; readonly most?: Mover; readonly next?: Mover };

/** The same of one way; `all`: by tasks and by others. `isAsked`: asked for, and the disks did not do as much in the interval. `isSmall`: beside the other way; `isMinor`: in requests, too. */
export type Moved = Movement & {
  readonly way: Way;
  readonly all: number;
  readonly isAsked?: true;
  readonly isSmall?: true;
  readonly isMinor?: true;
};

/** What reaches the disks now, or where that is unknown what was charged. */
export const movementOf = (tasks: readonly TaskEntry[], way: Way): Movement =>
  movementBy(tasks, (entry) => movedOneWay(entry, way));

/** @param amountIn bytes of a task; undefined: unknown */
export const movementBy = (
  tasks: readonly TaskEntry[],
  amountIn: (entry: TaskEntry) => number | undefined,
): Movement => {
  const programs = new Map<string, { bytes: number; entries: TaskEntry[] }>();
  let sum = 0;
  for (const entry of tasks) {
    const moved = amountIn(entry) ?? 0;
    if (moved <= 0) continue;
    sum += moved;
    const name = programOf(entry);
    const program = programs.get(name);
    if (program === undefined) programs.set(name, { bytes: moved, entries: [entry] });
    else {
      program.bytes += moved;
      program.entries.push(entry);
    }
  }
  let first: Program | undefined;
  let second: Program | undefined;
  for (const program of programs) {
    if (first === undefined || program[1].bytes > first[1].bytes)
      [first, second] = [program, first];
    else if (second === undefined || program[1].bytes > second[1].bytes) second = program;
  }
  return { bytes: sum as Bytes, ...defined({ most: moverOf(first), next: moverOf(second) }) };
};

type Program = readonly [name: string, { readonly bytes: number; readonly entries: TaskEntry[] }];

const moverOf = (program: Program | undefined): Mover | undefined => {
  if (program === undefined) return undefined;
  const [name, { bytes, entries }] = program;
  return { who: whoOf(name, entries), bytes: bytes as Bytes };
};

/** @param entries at least one, all of the program */
export const whoOf = (name: string, entries: readonly TaskEntry[]): Who => {
  const processes = new Set(entries.map(processKeyOf)).size;
  const [{ tid, tgid = tid }] = entries as [TaskEntry];
  const pid = processes === 1 ? tgid : undefined;
  const ended = entries.every((entry) => entry.endedBefore) ? (true as const) : undefined;
  return { name, processes, ...defined({ pid, ended, script: scriptOf(name, entries) }) };
};

/** The program's name; kernel threads by what they are. */
export const programOf = (entry: TaskEntry): string => {
  if (!entry.kernelThread) return commandNameOf(entry);
  const known = KERNEL_THREADS.find(({ names }) => names.test(entry.comm));
  return known?.is ?? `[${commandNameOf(entry)}]`;
};

/** It moves what others asked for: no more than a limit lets them have. */
export const HELD_WORKER = 'kworker (for who is held back by a limit)';

/** A worker is named by its work of the moment, see worker-name.ts. The first that fits counts. */
const KERNEL_THREADS = [
  { names: /^kworker\/.*[-+]flush-/, is: 'kworker (write-back)' },
  { names: /^kworker\/.*[-+]loop\d/, is: 'kworker (loop device)' },
  // Where who asked is not known (docs/block.md).
  { names: /^kworker\/.*[-+]kthrotld/, is: HELD_WORKER },
  { names: /^kworker\//, is: 'kworker (kernel)' },
  { names: /^jbd2\//, is: 'jbd2 (journal)' },
  { names: /^kswapd\d/, is: 'kswapd (swapping)' },
] as const;
