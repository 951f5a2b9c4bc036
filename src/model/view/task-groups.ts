/**
 * To which group a task belongs, remembered while nothing changes that could decide it.
 *
 * Making a group's key costs more than all the adding; of a hundred tasks a second nearly all were there the second before.
 */
import type { TaskEntry } from '../../sample/sample.ts';
import type { RangeGroup } from '../range/range-group.ts';

/** Tasks remembered; beyond that all are looked up anew. */
const LIMIT = 50_000;

export class TaskGroups {
  readonly #byTid = new Map<number, Known>();

  get(entry: TaskEntry): RangeGroup | undefined {
    const known = this.#byTid.get(entry.tid);
    return known !== undefined && isSame(known, entry) ? known.group : undefined;
  }

  set(entry: TaskEntry, group: RangeGroup): void {
    // It will not come again.
    if (entry.ended) return;
    if (this.#byTid.size >= LIMIT) this.#byTid.clear();
    const { startedAt, tgid, comm, uid, processStartedAt, processComm } = entry;
    const { user, kernelThread, command, cgroup, cgroupPath } = entry;
    const { containerName, podName } = entry;
    this.#byTid.set(entry.tid, {
      startedAt,
      tgid,
      comm,
      uid,
      processStartedAt,
      processComm,
      user,
      kernelThread,
      command,
      cgroup,
      cgroupPath,
      containerName,
      podName,
      group,
    });
  }

  clear(): void {
    this.#byTid.clear();
  }
}

/** All that a grouping's key or subject is made of; not the entry, whose counters need not be kept. */
type Known = { readonly [Name in Deciding]: TaskEntry[Name] | undefined } & {
  readonly group: RangeGroup;
};

type Deciding =
  | 'startedAt'
  | 'tgid'
  | 'comm'
  | 'uid'
  | 'processStartedAt'
  | 'processComm'
  | 'user'
  | 'kernelThread'
  | 'command'
  | 'cgroup'
  | 'cgroupPath'
  | 'containerName'
  | 'podName';

const isSame = (known: Known, entry: TaskEntry): boolean =>
  known.startedAt === entry.startedAt &&
  known.tgid === entry.tgid &&
  known.comm === entry.comm &&
  known.uid === entry.uid &&
  known.processStartedAt === entry.processStartedAt &&
  known.processComm === entry.processComm &&
  known.user === entry.user &&
  known.kernelThread === entry.kernelThread &&
  known.command === entry.command &&
  known.cgroup === entry.cgroup &&
  known.cgroupPath === entry.cgroupPath &&
  known.containerName === entry.containerName &&
  known.podName === entry.podName;
