/**
 * Samples of this machine, one an interval: the engine's passes, their differences, the machine's own counters.
 *
 * A period is the interval, not the interval plus the work: passes aim at fixed times, and one that was missed is left out
 * rather than made up for. The first sample covers a first real interval. Between passes the engine is drained often.
 */
import { hostName } from '../../kernel/sys/proc/kernel-facts.ts';
import type { Clock } from '../../lib/clock.ts';
import { defined } from '../../lib/defined.ts';
import { type Milliseconds, milliseconds, type Nanoseconds } from '../../lib/units.ts';
import { ASKED } from '../../sample/fields.ts';
import type { Gap } from '../../sample/gap.ts';
import { everyPlace } from '../../sample/idle-tasks.ts';
import type { IdleTasks, Sample, TaskNames } from '../../sample/sample.ts';
import { LEAST_NEEDS, type SampleSource, type SourceNeeds } from '../../sample/source.ts';
import type { EntryDraft } from '../../sample/task-row.ts';
import { type AskedTasks, withOwners } from '../block/asked-of.ts';
import { Asking } from '../block/asking.ts';
import type { BlockWatch } from '../block/block-watch.ts';
import { type Difference, difference } from '../difference/difference.ts';
import type { EndedTasks } from '../difference/ended-tasks.ts';
import type { MissedTasks } from '../difference/inputs.ts';
import type { Engine } from '../engine.ts';
import type { Pass } from '../table/living-tasks.ts';
import { COUNTERS, type Counter, newSnapshot, type Snapshot } from '../table/snapshot.ts';
import { CgroupPaths } from './cgroup-paths.ts';
import { Describer, type Details } from './describe.ts';
import { buildEntry, fillEnd, leadersIn } from './entry.ts';
import { IdleNames } from './idle-names.ts';
import { idleOf } from './idle-of-pass.ts';
import { livingThreadOf } from './living-thread.ts';
import { Passes } from './passes.ts';
import { type SystemCounters, SystemReader, systemBetween } from './system.ts';
import { type Alarm, nextDue, TimerAlarm } from './wait.ts';

export type LiveOptions = {
  readonly engine: Engine;
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly interval: Milliseconds;
  readonly details: Details;
  /** Until `setNeeds` says otherwise. */
  readonly needs?: SourceNeeds;
  /** Whether to read how long tasks stalled; absent: it is read. */
  readonly pressure?: 'read' | 'skip';
  /** What devices are asked for, and for whom; closed with the source. Or why that is not known, which each sample says. Absent: nobody wants to know. */
  readonly block?: BlockWatch | Gap;
  /** Called before each pass. */
  readonly beforePass?: () => void;
  readonly alarm?: Alarm;
  /** Milliseconds on a clock that only goes on; the machine's own where absent. */
  readonly now?: () => number;
};

/** Moved, cancelled or waited. Characters are not among them: a pipe is no disk. */
export const DISK_ACTIVITY = ['read', 'write', 'cancelledWrite', 'ioWait', 'swapWait'] as const;

export class LiveSource implements SampleSource {
  readonly #options: LiveOptions;
  readonly #describer: Describer;
  readonly #idleNames: IdleNames;
  /** Absent: the engine knows no groups. */
  readonly #cgroups: CgroupPaths | undefined;
  readonly #host = hostName();
  readonly #now: () => number;
  readonly #alarm: Alarm;
  readonly #systemReader: SystemReader;
  #interval: number;
  #needs: SourceNeeds;
  #isClosed = false;
  #isWoken = false;
  #isFinishing = false;
  readonly #passes: Passes;
  readonly #asking: Asking;
  readonly #exits: Snapshot = newSnapshot(256);
  #ended: EndedTasks = new Map();
  #missed: MissedTasks | undefined;
  #system: SystemCounters;
  /** Boot clock, ns: end of the first pass. */
  #watchedSince = Number.NaN;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#passes = new Passes(options.engine);
    this.#asking = new Asking(options.block);
    this.#interval = options.interval;
    this.#needs = options.needs ?? LEAST_NEEDS;
    this.#now = options.now ?? (() => performance.now());
    this.#alarm = options.alarm ?? new TimerAlarm();
    this.#systemReader = new SystemReader(options.pressure);
    this.#system = this.#systemReader.read();
    this.#describer = new Describer(options.details);
    this.#idleNames = new IdleNames(this.#describer);
    const { cgroups } = options.engine;
    this.#cgroups = cgroups === undefined ? undefined : new CgroupPaths(cgroups);
  }

  /** A sample now, not at the end of the interval. */
  refresh(): void {
    this.#passes.readAllNext();
    this.#isWoken = true;
    this.#alarm.ring();
  }

  setInterval(interval: number): void {
    this.#interval = interval;
    this.refresh();
  }

  /** Holds from the next sample on. */
  setNeeds(needs: SourceNeeds): void {
    this.#needs = needs;
  }

  /** Looks up the names of idle tasks. @param idle of the last sample, or a copy of an earlier one's @param places ascending */
  readNames(idle: IdleTasks, places: Int32Array): readonly TaskNames[] {
    return this.#idleNames.of(idle, places, this.#passes.table.now);
  }

  /** One last sample, of what happened since the one before, then the end. */
  finish(): void {
    this.#isFinishing = true;
    this.refresh();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.refresh();
    this.#options.engine.close();
    this.#asking.close();
    this.#cgroups?.close();
    this.#systemReader.close();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Sample> {
    this.#takeBaseline();
    let due = this.#now() + this.#interval;
    while (!this.#isClosed) {
      const onTime = !this.#isFinishing && (await this.#waitUntil(due));
      if (this.#isClosed) return;
      const isLast = this.#isFinishing;
      yield this.#takeSample();
      if (isLast) return;
      const now = this.#now();
      due = nextDue(onTime ? due : now, now, this.#interval);
    }
  }

  /** What stands when we begin; exits before it are nobody's, those after it belong to the first interval. */
  #takeBaseline(): void {
    const { engine, beforePass } = this.#options;
    engine.takeExits(this.#exits);
    beforePass?.();
    this.#asking.turn();
    this.#system = this.#systemReader.read();
    this.#asking.take([]);
    this.#passes.next();
    const { now } = this.#passes.table;
    this.#watchedSince = now.endedAt;
    this.#describer.expect(now);
    this.#cgroups?.lookUp(now);
  }

  /** @returns false when it was woken before */
  async #waitUntil(due: number): Promise<boolean> {
    this.#isWoken = false;
    let left = due - this.#now();
    // With no time to wait between two passes, signals and keys still get their turn.
    if (left <= 0) await nextTurn();
    while (left > 0) {
      // Whole milliseconds, for a timer counts no others: one that ends a moment too early would be followed by another.
      await this.#alarm.wait(
        milliseconds(Math.ceil(Math.min(left, this.#options.engine.drainEvery))),
      );
      if (this.#isWoken) return false;
      left = due - this.#now();
      if (left > 0) this.#options.engine.drain();
    }
    return !this.#isWoken;
  }

  #takeSample(): Sample {
    const { engine, clock, beforePass } = this.#options;
    const { table } = this.#passes;
    beforePass?.();
    // Just before the pass, whose start ends the interval: in a fork storm it is long until all ends are read, and a disk would be busy for longer than the interval.
    this.#asking.turn();
    const system = this.#systemReader.read();
    const { pass, gaps: unread } = this.#passes.next();
    this.#describer.nextPass(pass.next.startedAt);
    this.#cgroups?.nextPass(table.now, pass.next);
    this.#exits.count = 0;
    const lost = engine.takeExits(this.#exits);
    const asked = this.#asking.take(system.devices ?? []);
    table.addEnded(this.#exits, [...this.#ended.keys(), ...(asked.tasks?.starts.keys() ?? [])]);
    // What stands as of this pass: somebody may have switched delay accounting.
    const gaps = [...engine.standingGaps, ...asked.gaps, ...unread, ...lost];
    if (system.gap !== undefined) gaps.push(system.gap);
    const wallTime = clock.wallTime();
    const between = this.#difference(pass, asked.tasks);
    const { tasks: active, discarded } = this.#entriesOf(between, pass);
    const { users } = this.#options.details;
    const listed =
      asked.tasks?.addTo(active, pass.next.startedAt, (uid) => users?.nameOf(uid)) ?? active;
    const tasks = this.#cgroups?.recall(listed) ?? listed;
    if (discarded > 0) gaps.push({ kind: 'figures-discarded', count: discarded });
    const sample: Sample = {
      startedAt: pass.previous.startedAt as Nanoseconds,
      endedAt: pass.next.startedAt as Nanoseconds,
      wallTime,
      host: this.#host,
      engine: engine.name,
      tasks,
      system: withOwners(
        systemBetween(this.#system, system, (id) => asked.devices?.has(id) ?? false),
        asked.devices,
      ),
      gaps,
      taskCount: table.now.count,
      idle: this.#idleOf(between, pass),
    };
    this.#system = system;
    return sample;
  }

  /** Counters that stand still in a task that did nothing. */
  get #activity(): readonly Counter[] {
    return COUNTERS.filter(
      (name) =>
        DISK_ACTIVITY.some((moved) => moved === name) || this.#needs.counters.includes(name),
    );
  }

  #difference({ previous, next }: Pass, asked: AskedTasks | undefined): Difference {
    const found = difference({
      previous,
      next,
      ...defined({ wanted: asked?.starts }),
      exits: this.#exits,
      endedBefore: this.#ended,
      missedBefore: this.#missed,
      startTolerance: this.#options.engine.startTolerance,
      activity: this.#activity,
    });
    this.#ended = found.ended;
    this.#missed = found.missed;
    return found;
  }

  #idleOf({ notIdle }: Difference, pass: Pass): IdleTasks {
    const { now } = this.#passes.table;
    const idle = idleOf(now, pass, notIdle, {
      still: this.#asking.isWatched ? [...this.#activity, ...ASKED] : this.#activity,
      startTolerance: this.#options.engine.startTolerance,
      looked: () => this.#passes.sleepersAreShown(),
      ...defined({ cgroups: this.#cgroups?.known }),
    });
    if (this.#needs.idleNames === 'asked') return idle;
    const places = everyPlace(idle);
    return { ...idle, names: this.#idleNames.of(idle, places, now) };
  }

  #entriesOf(
    { changes, exits, ended }: Difference,
    { previous, next }: Pass,
  ): { tasks: readonly EntryDraft[]; discarded: number } {
    const { now } = this.#passes.table;
    const context = {
      now,
      previous,
      totals: this.#needs.totals,
      waitsWithin: this.#options.engine.waitsWithin,
      watchedSince: this.#watchedSince,
      endedLeaders: leadersIn(exits),
    };
    let discarded = 0;
    const tasks = changes.map(({ kind, row, base }) => {
      const built = buildEntry(kind === 'live' ? next : exits, row, base, context);
      discarded += built.discarded;
      const { entry } = built;
      let living: number | undefined;
      if (kind === 'ended') {
        fillEnd(entry, exits.columns, row);
        living = entry.tid === entry.tgid ? livingThreadOf(now, entry.tid, ended) : undefined;
        if (living !== undefined) entry.processLives = true;
      }
      Object.assign(entry, this.#describer.namesOf(entry, now, living));
      this.#cgroups?.describe(entry);
      return entry;
    });
    return { tasks, discarded };
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
