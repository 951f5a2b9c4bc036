/** What the samples of a recording name, as far as a filter compares it: the devices, and the users of tasks. */
import type { Sample } from '../../sample/sample.ts';
import type { Where } from './filter.ts';
import type { KnownValues } from './unknown-values.ts';

export class SeenValues {
  readonly #asksForUsers: boolean;
  readonly #devices = new Set<string>();
  readonly #users = new Set<string>();
  readonly #uids = new Set<number>();

  /** @param where what will be asked for; absent: nothing */
  constructor(where: Where | undefined) {
    const uses = where?.uses ?? [];
    this.#asksForUsers = uses.some(
      ({ name, equals }) => name.name === 'user' && equals !== undefined,
    );
  }

  add({ system: { devices = [] }, tasks }: Sample): void {
    for (const { name, alias = name } of devices) this.#devices.add(name).add(alias);
    if (!this.#asksForUsers) return;
    for (const { uid, user } of tasks) {
      if (user !== undefined) this.#users.add(user);
      if (uid !== undefined) this.#uids.add(uid);
    }
  }

  /** What was never met nobody knows. */
  known(): Pick<KnownValues, 'devices' | 'users'> {
    const devices = [...this.#devices];
    if (this.#uids.size === 0) return { devices };
    // Root has that name everywhere.
    const names = [...this.#users, ...(this.#uids.has(0) ? ['root'] : [])];
    const all = new Set([...names, ...Array.from(this.#uids, String)]);
    return { devices, users: { has: (text) => all.has(text), names } };
  }
}
