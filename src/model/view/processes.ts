/**
 * Threads to processes: a process is its live threads plus those that ended in the interval.
 *
 * Counters add up. Waits do not (two threads that wait at the same moment waited once), so a process shows its longest
 * waiting thread: never more than the truth. See docs/decisions/0006-wait-of-a-process.md.
 */
import { defined } from '../../lib/defined.ts';
import type { TaskEntry, TaskKey, Tid } from '../../sample/sample.ts';
import { taskKey } from '../../sample/sample.ts';
import { mergeOptional, sumDisks } from '../../sample/sums.ts';
import { processNameOf } from '../command-name.ts';
import { addInto, longer, type MutableIncrease } from '../totals/increase.ts';

/** The identity of an entry's process; a thread whose leader is unknown is keyed without a start. */
export const processKeyOf = (entry: TaskEntry): TaskKey => {
  const tgid = entry.tgid ?? entry.tid;
  const startedAt = tgid === entry.tid ? entry.startedAt : (entry.processStartedAt ?? 0);
  return taskKey(tgid, startedAt);
};

/** One entry a process, in the order their first threads come; `tid` of it is the process id. */
export const groupIntoProcesses = (entries: readonly TaskEntry[]): readonly TaskEntry[] => {
  const groups = new Map<TaskKey, TaskEntry[]>();
  for (const entry of entries) {
    const key = processKeyOf(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return Array.from(groups.values(), processOf);
};

/** The entry of one process. @param threads at least one, all of one process */
export const processOf = (threads: readonly TaskEntry[]): TaskEntry => {
  const first = threads[0] as TaskEntry;
  const tgid = (first.tgid ?? first.tid) as Tid;
  const leader = threads.find((entry) => entry.tid === tgid);
  if (threads.length === 1 && leader !== undefined && !leader.processLives) return leader;

  return {
    ...leaderFields(leader ?? first),
    ...togetherOf(threads),
    ...commandOf(leader, threads),
    ...(hasEnded(leader, threads) ? { ended: true as const } : {}),
    tid: tgid,
    tgid,
  };
};

/** What tasks did and are together: sums, the longest waits, a priority where all have the same; ended before if all have. */
export const togetherOf = (entries: readonly TaskEntry[]): Partial<TaskEntry> => {
  const sum: MutableIncrease = {};
  let ioWait: TaskEntry['ioWait'];
  let swapWait: TaskEntry['swapWait'];
  let waitingSince: TaskEntry['waitingSince'];
  let disk: TaskEntry['disk'];
  for (const entry of entries) {
    addInto(sum, entry);
    ioWait = longer(ioWait, entry.ioWait);
    swapWait = longer(swapWait, entry.swapWait);
    disk = mergeOptional(disk, entry.disk, sumDisks);
    if (entry.waitingSince !== undefined && !(entry.waitingSince > (waitingSince ?? Infinity))) {
      waitingSince = entry.waitingSince;
    }
  }
  return {
    ...sum,
    ...defined({ ioWait, swapWait, waitingSince, disk }),
    ...(entries.some((entry) => entry.waitingLonger) ? { waitingLonger: true as const } : {}),
    ...(entries.every((entry) => entry.endedBefore) ? { endedBefore: true as const } : {}),
    ...totalsOf(entries),
    ...priorityOf(entries),
  };
};

/** A leader may end long before its threads. */
const hasEnded = (leader: TaskEntry | undefined, threads: readonly TaskEntry[]): boolean =>
  leader?.ended === true && !leader.processLives && threads.every((entry) => entry.ended);

/** A leader that ended has none any more, its threads have. */
const commandOf = (
  leader: TaskEntry | undefined,
  threads: readonly TaskEntry[],
): Pick<TaskEntry, 'command'> => {
  const known = leader?.command || threads.find(({ command }) => command)?.command;
  return known === undefined ? {} : { command: known };
};

/** What a process has from its leader, or from any thread that knows the leader. */
const leaderFields = (entry: TaskEntry): TaskEntry => {
  const {
    ended: _ended,
    endedBefore: _endedBefore,
    disk: _disk,
    processLives: _lives,
    waitingSince: _since,
    waitingLonger: _longer,
    totals: _totals,
    ioPriority: _priority,
    processComm: _comm,
    processStartedAt,
    ...rest
  } = entry;
  if (entry.tid === (entry.tgid ?? entry.tid)) return rest;
  return {
    ...rest,
    comm: processNameOf(entry),
    startedAt: processStartedAt ?? (0 as TaskEntry['startedAt']),
  };
};

const totalsOf = (threads: readonly TaskEntry[]): { totals?: TaskEntry['totals'] & object } => {
  const totals: MutableIncrease = {};
  let known = false;
  for (const entry of threads) {
    if (entry.totals === undefined) continue;
    addInto(totals, entry.totals);
    known = true;
  }
  return known ? { totals: { ...totals, kind: 'totals' } } : {};
};

/** Known only where all its threads agree. One that ended may have none known; a leader that ended and is listed still has lost its own. */
const priorityOf = (threads: readonly TaskEntry[]): { ioPriority?: number } => {
  const asked = threads.filter(({ ended, state, ioPriority }) =>
    ended ? ioPriority !== undefined : state !== 'Z',
  );
  const first = asked[0]?.ioPriority;
  const same = asked.every((entry) => entry.ioPriority === first);
  return first !== undefined && same ? { ioPriority: first } : {};
};
