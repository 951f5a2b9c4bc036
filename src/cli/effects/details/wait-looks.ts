/**
 * What a task sleeps in, looked at twenty times a second for as long as somebody asks: a wait of milliseconds is over, and the next one has
 * begun, long before the next sample.
 */
import { readWaitChannel } from '../../../kernel/sys/proc/task-details.ts';
import { readTaskStat } from '../../../kernel/sys/proc/task-files.ts';
import { defined } from '../../../lib/defined.ts';
import type { Tid } from '../../../sample/sample.ts';
import type { Look } from '../../../tui/core/effects.ts';

/** Milliseconds from one look to the next. */
export const BETWEEN_LOOKS = 50;
/** So many follow a question: those of a second. If nobody asks again there are no more. */
export const LOOKS_AFTER = 20;

export class WaitLooks {
  readonly #lookAt: (tid: Tid) => Look | undefined;
  #tid: Tid | undefined;
  #looks: Look[] = [];
  #left = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param lookAt undefined: there is no such task */
  constructor(lookAt: (tid: Tid) => Look | undefined = lookAtTask) {
    this.#lookAt = lookAt;
  }

  /** The looks at this task since it was last asked for, the last of them now; more follow. */
  take(tid: Tid): readonly Look[] {
    if (tid !== this.#tid) this.#looks = [];
    this.#tid = tid;
    this.#look();
    const taken = this.#looks;
    this.#looks = [];
    this.#left = LOOKS_AFTER;
    this.#timer ??= setInterval(() => this.#lookAgain(), BETWEEN_LOOKS).unref();
    return taken;
  }

  #lookAgain(): void {
    this.#look();
    this.#left--;
    if (this.#left > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const look = this.#tid === undefined ? undefined : this.#lookAt(this.#tid);
    if (look !== undefined) this.#looks.push(look);
  }
}

const lookAtTask = (tid: Tid): Look | undefined => {
  const sleepsIn = readWaitChannel(tid);
  const state = readTaskStat(tid)?.state;
  return state === undefined ? undefined : defined({ sleepsIn, isStuck: state === STUCK });
};

const STUCK = 'D'.charCodeAt(0);
