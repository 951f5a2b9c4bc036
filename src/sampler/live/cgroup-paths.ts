/**
 * Paths of control groups by their ids, and the names of the containers they are of. The kernel tells a task's id with everything else; the path is
 * asked for once an id, when a task with it has run, and remembered: the group may be gone before its last task is counted.
 */
import { statSync } from 'node:fs';
import { controllerCgroupOf, unifiedCgroupOf } from '../../kernel/abi/proc/small-files.ts';
import { CgroupById } from '../../kernel/sys/proc/cgroup-by-id.ts';
import type { CgroupUse } from '../../kernel/sys/proc/cgroup-use.ts';
import { readCgroups } from '../../kernel/sys/proc/task-details.ts';
import { encodeText } from '../../lib/text.ts';
import { putCgroupFacts } from '../../sample/groups/cgroup-facts.ts';
import type { CgroupFacts, TaskEntry } from '../../sample/sample.ts';
import type { EntryDraft } from '../../sample/task-row.ts';
import { ContainerLookup } from '../containers/container-lookup.ts';
import type { Snapshot } from '../table/snapshot.ts';
import { GENERATION, RecentlyAsked } from './recently-asked.ts';

/** Remembered before those go in which no task lives. */
const MANY = 4096;

/** So many of its tasks are asked for the path of a group in a generation: one may have ended, another moved. */
const TRIES = 4;

/** In so many passes a name is looked for: Kubernetes links the log of a container that runs already. */
const LOOKS = 4;

/** At least so many tasks that ended last are remembered. */
const ENDED = 16_384;

type Containers = Pick<ContainerLookup, 'namesOf' | 'nextPass'>;

export class CgroupPaths {
  readonly #use: CgroupUse;
  readonly #byId: CgroupById | undefined;
  readonly #known = new Map<number, CgroupFacts>();
  readonly #containers: Containers;
  /** By id of groups without names, how often these are still looked for. */
  readonly #nameless = new Map<number, number>();
  #many = MANY;
  /** By id, how often in this generation nobody could tell the path. */
  readonly #failed = new Map<number, number>();
  #passes = 0;
  readonly #mount: string | undefined;
  /** Of tasks that ended, for what is written back of theirs later: they may have written long before. */
  readonly #ended = new RecentlyAsked<CgroupFacts & Pick<TaskEntry, 'startedAt' | 'cgroup'>>(ENDED);

  constructor(use: CgroupUse, containers: Containers = new ContainerLookup()) {
    this.#use = use;
    this.#containers = containers;
    const mount = use.version === 'none' ? undefined : use.mount;
    this.#mount = mount;
    this.#byId = mount === undefined ? undefined : new CgroupById(mount);
  }

  /** By id. Lent: it grows with each pass. */
  get known(): ReadonlyMap<number, CgroupFacts> {
    return this.#known;
  }

  /** Begins a new interval. @param now all tasks @param ran those that may be in a group of which nothing is known */
  nextPass(now: Snapshot, ran: Snapshot): void {
    this.#ended.nextPass(now.startedAt);
    this.#passes += 1;
    if (this.#passes % GENERATION === 0) this.#failed.clear();
    if (this.#known.size >= this.#many) this.#forget(now);
    this.#containers.nextPass();
    this.#nameAgain();
    this.lookUp(ran);
  }

  /** The groups of these tasks. */
  lookUp({ count, columns }: Snapshot): void {
    for (let row = 0; row < count; row++) {
      const id = columns.cgroup[row] as number;
      if (!this.#known.has(id)) this.#of(id, columns.tid[row]);
    }
  }

  #forget({ count, columns }: Snapshot): void {
    const living = new Set(columns.cgroup.subarray(0, count));
    for (const id of this.#known.keys()) if (!living.has(id)) this.#known.delete(id);
    this.#many = Math.max(MANY, 2 * this.#known.size);
  }

  /** @param tid of a living task in it: where the group is not in our tree, its file says the path @returns undefined: unknown */
  #of(id: number, tid?: number): CgroupFacts | undefined {
    if (Number.isNaN(id)) return undefined;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    if (tid === undefined && !this.#byId?.isOpen) return undefined; // nobody to ask
    const failures = this.#failed.get(id) ?? 0;
    if (failures >= TRIES) return undefined;
    const path = this.#byId?.pathOf(id) ?? (tid === undefined ? undefined : this.#toldBy(tid, id));
    if (path === undefined) this.#failed.set(id, failures + 1);
    return path === undefined ? undefined : this.#learn(id, path, LOOKS);
  }

  #learn(id: number, cgroupPath: string, looks: number): CgroupFacts {
    const names = this.#containers.namesOf(cgroupPath);
    const facts = { ...this.#known.get(id), cgroupPath, ...names };
    this.#known.set(id, facts);
    const isNamed = names === undefined || names.containerName !== undefined;
    if (isNamed || looks === 1) this.#nameless.delete(id);
    else this.#nameless.set(id, looks - 1);
    return facts;
  }

  #nameAgain(): void {
    for (const [id, looks] of this.#nameless) {
      const path = this.#known.get(id)?.cgroupPath;
      if (path === undefined) this.#nameless.delete(id);
      else this.#learn(id, path, looks);
    }
  }

  /** Puts what is known of its group into an entry. */
  describe(entry: EntryDraft): void {
    const { cgroup, tid, startedAt, ended } = entry;
    if (cgroup === undefined) return;
    const facts = this.#of(cgroup, ended ? undefined : tid);
    if (facts !== undefined) putCgroupFacts(facts, entry);
    if (ended) this.#ended.set(tid, { startedAt, cgroup, ...facts });
  }

  /** Entries of tasks that ended before, whose groups nobody can tell any more, with the groups they had. */
  recall(tasks: readonly TaskEntry[]): readonly TaskEntry[] {
    if (!tasks.some(({ endedBefore }) => endedBefore)) return tasks;
    return tasks.map((entry) => (entry.endedBefore ? this.#recalled(entry) : entry));
  }

  #recalled(entry: TaskEntry): TaskEntry {
    const known = this.#ended.get(entry.tid);
    if (known?.startedAt !== entry.startedAt) return entry;
    return { ...entry, ...known };
  }

  /** Harmless when called twice. */
  close(): void {
    this.#byId?.close();
  }

  /**
   * The task may be in another group by now, or be another: what it says is taken if the group of that path has the id. Where no tree is mounted
   * that cannot be seen, and it is taken.
   */
  #toldBy(tid: number, id: number): string | undefined {
    const read = readCgroups(tid);
    if (!('value' in read) || this.#use.version === 'none') return undefined;
    const path =
      this.#use.version === 2
        ? unifiedCgroupOf(read.value)
        : controllerCgroupOf(read.value, this.#use.controller ?? '');
    if (path === undefined || this.#mount === undefined) return path;
    return idOf(`${this.#mount}${path}`) === id ? path : undefined;
  }
}

/** @param folder of a group @returns undefined: it is not there */
const idOf = (folder: string): number | undefined => {
  try {
    return statSync(Buffer.from(encodeText(folder)), { throwIfNoEntry: false })?.ino;
  } catch {
    return undefined; // too long, or not for us to see
  }
};
