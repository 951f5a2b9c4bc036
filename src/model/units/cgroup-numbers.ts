/** Numbers for the services or containers of idle tasks, made once for each control group there is, not once for each task. */
import { defined } from '../../lib/defined.ts';
import type { IdleTasks, TaskKey } from '../../sample/sample.ts';
import { type CgroupUnit, cgroupKeyOf } from './unit.ts';

export class CgroupNumbers {
  readonly #unit: CgroupUnit;
  readonly #paths: IdleTasks['cgroupPaths'];
  /** By the id of the group. */
  readonly #byId = new Map<number, number>();
  readonly #byKey = new Map<TaskKey, number>();

  constructor({ cgroupPaths }: IdleTasks, unit: CgroupUnit) {
    this.#unit = unit;
    this.#paths = cgroupPaths;
  }

  /** @param cgroup NaN: unknown */
  of(cgroup: number): number {
    const known = this.#byId.get(cgroup);
    if (known !== undefined) return known;
    const facts = Number.isNaN(cgroup) ? {} : { cgroup, cgroupPath: this.#paths?.get(cgroup) };
    const number = this.ofKey(cgroupKeyOf(this.#unit, defined(facts)));
    this.#byId.set(cgroup, number);
    return number;
  }

  ofKey(key: TaskKey): number {
    const number = this.#byKey.get(key) ?? this.#byKey.size;
    this.#byKey.set(key, number);
    return number;
  }
}
