/**
 * Who did how much from when to when: samples added up by process, command or user.
 *
 * Pure: the same for a live session and its recording. Memory is bounded: beyond `GROUP_LIMIT` groups, those that moved least
 * are added up as "others".
 */
import { defined } from '../../lib/defined.ts';
import {
  bytes,
  bytesPerSecond,
  milliseconds,
  type Nanoseconds,
  nanoseconds,
  type Ratio,
} from '../../lib/units.ts';
import type { Gap } from '../../sample/gap.ts';
import { mergeGaps } from '../../sample/merge.ts';
import { movedWith } from '../../sample/moved.ts';
import type { Sample, SystemEntry, TaskEntry } from '../../sample/sample.ts';
import { type AskedDevice, AskedTotals } from '../totals/asked-totals.ts';
import { type Charged, ChargedTwice, less } from '../totals/charged-twice.ts';
import { addInto, nothingDone } from '../totals/increase.ts';
import { TaskGroups } from '../view/task-groups.ts';
import { type ClockStep, clockStepBetween } from './clock-steps.ts';
import { type Grouping, type GroupingId, groupingOf, type Subject } from './grouping.ts';
import { type MachineRange, MachineTotals } from './machine-totals.ts';
import { type Moment, type Peak, type RangeAmounts, RangeGroup } from './range-group.ts';
import { Timeline, type TimelineOf } from './timeline.ts';
import { type Span, type Unrecorded, UnrecordedTimes, widened } from './unrecorded.ts';

/** One line of the report. */
export type RangeRow = {
  readonly key: string;
  readonly subject: Subject;
  readonly amounts: RangeAmounts;
  /** Of all that was read or written in the range; absent where nothing was, or nothing is known. */
  readonly readShare?: Ratio;
  readonly writeShare?: Ratio;
  /** Absent when it moved nothing. */
  readonly peak?: Peak;
  /** Wall time: from the first interval in which it did something to the last. */
  readonly seen: Span;
  /** How many of its tasks (threads) ended. */
  readonly ended: number;
};

export type Waited = { readonly subject: Subject; readonly ioWait: Nanoseconds };

/** The groups that are not shown one by one, added up. */
export type OthersTotal = RangeAmounts & { readonly groups: number; readonly ended: number };

export type RangeReport = MachineRange & {
  readonly by: GroupingId;
  readonly hosts: readonly string[];
  /** The range asked for; an absent end is open. */
  readonly asked: Partial<Span>;
  /** From the earliest interval to the latest; absent when there is no sample. */
  readonly recorded?: Span;
  readonly samples: number;
  /** Length of all intervals together. */
  readonly length: Nanoseconds;
  /** Of all tasks; what loop devices have charged twice counts once, so rows may add up to more. */
  readonly total: RangeAmounts & { readonly ended: number; readonly peak?: Peak };
  /** What devices were asked for; empty where the block layer was not watched. */
  readonly devices: readonly AskedDevice[];
  /** Most moved first. */
  readonly rows: readonly RangeRow[];
  /** The groups that are not in `rows`; absent when all are. */
  readonly others?: OthersTotal;
  /** Of all groups kept one by one, the few that waited longest for I/O, longest first; empty: none did, or nobody knows. */
  readonly waitedLongest: readonly Waited[];
  /** What could not be seen: losses added up, what was missing throughout once. */
  readonly gaps: readonly Gap[];
  readonly unrecorded: Unrecorded;
  /** Where the wall clock was set, in the order of the samples. */
  readonly clockSteps: readonly ClockStep[];
  readonly timeline: TimelineOf;
};

type RangeOptions = {
  readonly by: GroupingId;
  readonly asked?: Partial<Span>;
  /** false: samples hold chosen tasks only, so that what the disks moved is not theirs, and no peak of them. */
  readonly isOfAll?: boolean;
  /** Groups kept one by one while adding up. */
  readonly groupLimit?: number;
};

/** Some 20 MB. */
const GROUP_LIMIT = 40_000;
const HOSTS = 16;
/** Different gaps named; reasons are texts and may be many. */
const GAPS = 100;
const CLOCK_STEPS = 100;

/** Adds samples up. Each comes once, in the order they were taken; their wall times may go back. */
export class RangeTotals {
  readonly #options: RangeOptions;
  readonly #grouping: Grouping;
  readonly #groups = new Map<string, RangeGroup>();
  readonly #tasks = new TaskGroups();
  readonly #all: RangeGroup;
  #others: OthersTotal = { groups: 0, ended: 0 };
  readonly #devices = new AskedTotals();
  readonly #timeline = new Timeline();
  readonly #chargedTwice = new ChargedTwice();
  readonly #unrecorded = new UnrecordedTimes();
  readonly #clockSteps: ClockStep[] = [];
  #previous: Sample | undefined;
  readonly #hosts = new Set<string>();
  #gaps: readonly Gap[] = [];
  #touched: RangeGroup[] = [];
  #samples = 0;
  #length = 0;
  #recorded: Span | undefined;
  readonly #machine = new MachineTotals();

  constructor(options: RangeOptions) {
    this.#options = options;
    this.#grouping = groupingOf(options.by);
    this.#all = new RangeGroup('', { name: '' }, milliseconds(0));
  }

  add(sample: Sample): void {
    const moment = momentOf(sample);
    for (const entry of sample.tasks) {
      const group = this.#groupOf(entry, moment);
      if (group.interval.tasks === 0) this.#touched.push(group);
      group.add(entry);
    }
    this.#endInterval(moment, sample.system, this.#chargedTwice.add(sample));
    this.#addMachine(sample, moment);
    this.#foldIfMany();
  }

  /** Samples of this time, between the one added last and the next, cannot be read. */
  addDamaged(span: Span): void {
    this.#unrecorded.addDamaged(span);
  }

  /** How many were added. */
  get samples(): number {
    return this.#samples;
  }

  /** The report so far. @param top rows at most; the rest is added up as others */
  result(top = Number.POSITIVE_INFINITY): RangeReport {
    const { ended, peak } = this.#all;
    const isIdle = this.#samples > 0 && this.#groups.size === 0;
    const amounts = isIdle ? nothingDone(this.#gaps) : this.#chargedTwice.onceIn(this.#all.amounts);
    const total = { ...amounts, ...defined({ ended, peak }) };
    const sorted = [...this.#groups.values()].sort(byMoved);
    const others = withGroups(this.#others, sorted.slice(top));
    return defined({
      by: this.#options.by,
      hosts: [...this.#hosts],
      asked: this.#options.asked ?? {},
      recorded: this.#recorded,
      samples: this.#samples,
      length: nanoseconds(this.#length),
      total,
      ...this.#machine.result(),
      devices: this.#devices.result(),
      rows: sorted.slice(0, top).map((group) => rowOf(group, total)),
      others: others.groups === 0 ? undefined : others,
      waitedLongest: waitedLongest(sorted),
      gaps: this.#gaps,
      unrecorded: this.#unrecorded.result(),
      clockSteps: [...this.#clockSteps],
      timeline: this.#timeline.result(),
    });
  }

  #groupOf(entry: TaskEntry, { from }: Moment): RangeGroup {
    const known = this.#tasks.get(entry);
    if (known !== undefined) return known;
    const { keyOf, subjectOf } = this.#grouping;
    const key = keyOf(entry);
    const isLeader = entry.tid === (entry.tgid ?? entry.tid);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = new RangeGroup(key, subjectOf(entry), from);
      this.#groups.set(key, group);
    } else if ((isLeader || !group.isLeader) && !entry.endedBefore) {
      // A program may have changed its name, and this may be the first entry of its leader.
      group.subject = subjectOf(entry);
    }
    group.isLeader ||= isLeader;
    this.#tasks.set(entry, group);
    return group;
  }

  /** @param twice of all tasks: counts once in what all did */
  #endInterval(moment: Moment, system: SystemEntry, twice: Charged): void {
    const all = this.#all;
    let busiest: RangeGroup | undefined;
    let most = bytes(0);
    for (const group of this.#touched) {
      const { interval } = group;
      all.addAll(interval);
      const moved = Math.max(interval.moved, interval.asked);
      if (moved > most) {
        most = bytes(moved);
        busiest = group;
      }
      group.endInterval(moment);
    }
    this.#touched = [];
    const moved = movedWith(
      less(all.interval, twice),
      this.#options.isOfAll === false ? {} : system,
    );
    this.#timeline.add(
      moment,
      moved,
      busiest && { subject: busiest.subject, rate: bytesPerSecond(most, moment.elapsed) },
    );
    all.endInterval(moment, bytes(moved.read + moved.write));
  }

  #addMachine(sample: Sample, { from, to, elapsed }: Moment): void {
    this.#machine.add(sample);
    this.#devices.addTasks(sample.tasks);
    this.#devices.addOwners(sample.system.devices ?? []);
    this.#devices.learnKinds(sample.system.devices ?? []);
    if (this.#hosts.size < HOSTS) this.#hosts.add(sample.host);
    if (sample.gaps.length > 0) {
      this.#gaps = mergeGaps([...this.#gaps, ...sample.gaps]).slice(0, GAPS);
    }
    if (this.#previous !== undefined) this.#addBetween(this.#previous, sample);
    this.#previous = sample;
    this.#samples += 1;
    this.#length += elapsed;
    this.#recorded = widened(this.#recorded, { from, to });
  }

  #addBetween(previous: Sample, next: Sample): void {
    this.#unrecorded.add(previous, next);
    const step = clockStepBetween(previous, next);
    if (step !== undefined && this.#clockSteps.length < CLOCK_STEPS) this.#clockSteps.push(step);
  }

  /** Adds the half that moved least to the others, for good: who does something again later counts as another group. */
  #foldIfMany(): void {
    const limit = this.#options.groupLimit ?? GROUP_LIMIT;
    if (this.#groups.size <= limit) return;
    const smallestFirst = [...this.#groups.values()].sort(
      (a, b) => a.moved - b.moved || a.lastSeen - b.lastSeen,
    );
    const folded = smallestFirst.slice(0, this.#groups.size - Math.ceil(limit / 2));
    for (const { key } of folded) this.#groups.delete(key);
    this.#others = withGroups(this.#others, folded);
    this.#tasks.clear();
  }
}

const withGroups = (others: OthersTotal, groups: readonly RangeGroup[]): OthersTotal => {
  const sum = { ...others };
  for (const { ended, amounts } of groups) {
    sum.groups += 1;
    sum.ended += ended;
    addInto(sum, amounts);
  }
  return sum;
};

const momentOf = ({ startedAt, endedAt, wallTime }: Sample): Moment => {
  const elapsed = nanoseconds(endedAt - startedAt);
  return { from: milliseconds(wallTime - Math.round(elapsed / 1e6)), to: wallTime, elapsed };
};

/** Who moved most comes first; among equals, who waited longest. */
const byMoved = (a: RangeGroup, b: RangeGroup): number =>
  b.moved - a.moved || b.waited - a.waited || (a.key < b.key ? -1 : 1);

const WAITING = 3;

const waitedLongest = (groups: readonly RangeGroup[]): readonly Waited[] =>
  groups
    .filter(({ waited }) => waited > 0)
    .sort((a, b) => b.waited - a.waited)
    .slice(0, WAITING)
    .map(({ subject, waited }) => ({ subject, ioWait: waited }));

const rowOf = (group: RangeGroup, total: RangeAmounts): RangeRow => {
  const { key, subject, amounts, peak, firstSeen, lastSeen, ended } = group;
  return defined({
    key,
    subject,
    amounts,
    readShare: shareOf(amounts.read, total.read),
    writeShare: shareOf(amounts.write, total.write),
    peak,
    seen: { from: firstSeen, to: lastSeen },
    ended,
  });
};

const shareOf = (part: number | undefined, whole: number | undefined): Ratio | undefined =>
  part === undefined || whole === undefined || whole === 0 ? undefined : ((part / whole) as Ratio);
