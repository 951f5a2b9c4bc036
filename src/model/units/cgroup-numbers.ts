/** Numbers for the services or containers of idle tasks, made once for each control group there is, not once for each task. */
import type { IdleTasks, TaskKey } from '../../sample/sample.ts';
import { type CgroupUnit, cgroupKeyOf } from './unit.ts';

export class CgroupNumbers {
  readonly #unit: CgroupUnit;
  readonly #facts: IdleTasks['cgroups'];
  /** By the id of the group. */
  readonly #byId = new Map<number, number>();
  readonly #byKey = new Map<TaskKey, number>();

  constructor({ cgroups }: IdleTasks, unit: CgroupUnit) {
    this.#unit = unit;
    this.#facts = cgroups;
  }

  /** @param cgroup NaN: unknown */
  of(cgroup: number): number {
    const known = this.#byId.get(cgroup);
    if (known !== undefined) return known;
    const facts = Number.isNaN(cgroup) ? {} : { cgroup, ...this.#facts?.get(cgroup) };
    const number = this.ofKey(cgroupKeyOf(this.#unit, facts));
    this.#byId.set(cgroup, number);
    return number;
  }

  ofKey(key: TaskKey): number {
    const number = this.#byKey.get(key) ?? this.#byKey.size;
    this.#byKey.set(key, number);
    return number;
  }
}
