/**
 * A command's descendants without privileges: reads often which process is whose parent.
 *
 * We adopt orphans, so a descendant stays one whatever becomes of its parent. A process that ends between two looks is not seen, but the kernel adds
 * the I/O of every child that is waited for to its parent's: so the sum is known, without names. See docs/decisions/0007.
 */
import * as ownChildren from '../../kernel/sys/proc/own-children.ts';
import type { Gap } from '../../sample/gap.ts';
import type { Increase, Sample, TaskEntry } from '../../sample/sample.ts';
import type { Descendants } from './descendants.ts';

export class ProcDescendants implements Descendants {
  readonly sees = 'seen';
  readonly #self: number;
  readonly #children: typeof ownChildren;
  readonly #reapedBefore: ownChildren.ReapedIo;
  /** Processes that descended from us at the last look and the one before. */
  #members: ReadonlySet<number> = new Set();
  #membersBefore: ReadonlySet<number> = new Set();
  /** Bytes seen of each process that lives, and of all that ended. */
  readonly #seen = new Map<number, Moved>();
  readonly #seenOfEnded: Moved = { ...NOTHING };

  /** Makes us the parent of orphans from now on. @param self our process */
  constructor(self: number, children = ownChildren) {
    this.#self = self;
    this.#children = children;
    children.adoptOrphans();
    this.#reapedBefore = children.reapedIo();
  }

  /** The processes to read in the next pass. */
  get members(): ReadonlySet<number> {
    return this.#members;
  }

  look(command: number | undefined): void {
    const parents = this.#children.processParents();
    for (const [pid, { parent, isZombie }] of parents) {
      if (isZombie && parent === this.#self && pid !== command) this.#children.reap(pid);
    }
    this.#membersBefore = this.#members;
    this.#members = descendantsOf(this.#self, parents);
  }

  of({ tasks }: Sample): readonly TaskEntry[] {
    const ours = tasks.filter(({ tid, tgid = tid }) => this.#isMember(tgid));
    for (const { tid, tgid = tid, ...increase } of ours) {
      const seen = this.#seen.get(tgid) ?? { ...NOTHING };
      this.#seen.set(tgid, seen);
      add(seen, increase);
    }
    for (const [pid, seen] of this.#seen) {
      if (this.#members.has(pid)) continue;
      add(this.#seenOfEnded, seen);
      this.#seen.delete(pid);
    }
    return ours;
  }

  isSettled(): boolean {
    return true;
  }

  unseen(): Increase | undefined {
    const reaped = this.#children.reapedIo();
    const rest = { ...NOTHING };
    for (const [name, field] of FIELDS) {
      const more = reaped[field] - this.#reapedBefore[field];
      // More may have been seen than the kernel has added up yet: threads that ended while their process lives.
      rest[name] = Math.max(0, more - this.#seenOfEnded[name]);
    }
    return rest.read + rest.write + rest.cancelledWrite === 0 ? undefined : (rest as Increase);
  }

  takeGaps(): readonly Gap[] {
    return [];
  }

  close(): void {}

  #isMember(pid: number): boolean {
    return this.#members.has(pid) || this.#membersBefore.has(pid);
  }
}

const FIELDS = [
  ['read', 'readBytes'],
  ['write', 'writeBytes'],
  ['cancelledWrite', 'cancelledWriteBytes'],
] as const;

type Moved = Record<(typeof FIELDS)[number][0], number>;

const NOTHING: Moved = { read: 0, write: 0, cancelledWrite: 0 };

const add = (into: Moved, from: Increase | Moved): void => {
  for (const [name] of FIELDS) into[name] += from[name] ?? 0;
};

const descendantsOf = (
  root: number,
  parents: ReadonlyMap<number, { readonly parent: number }>,
): ReadonlySet<number> => {
  const children = new Map<number, number[]>();
  for (const [pid, { parent }] of parents) {
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [pid]);
    else siblings.push(pid);
  }
  const found = new Set<number>();
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    for (const child of children.get(pid) ?? []) {
      // The files are read one after the other: an id reused meanwhile could make a cycle.
      if (child === root || found.has(child)) continue;
      found.add(child);
      open.push(child);
    }
  }
  return found;
};
