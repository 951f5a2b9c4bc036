/** What the procfs engine cannot give, by what this process may and how proc is mounted; and which tasks no engine can list that lists them in /proc. */
import type { HidePid } from '../../kernel/abi/proc/mount-info.ts';
import type { Capability, Gap } from '../../sample/gap.ts';

export type ProcRights = {
  /** CAP_SYS_PTRACE: we may look into every process. */
  readonly tracesAll: boolean;
  /** CAP_DAC_OVERRIDE or CAP_DAC_READ_SEARCH: file modes do not keep us out. */
  readonly opensAll: boolean;
  /** Ours, the effective and the supplementary ones. */
  readonly groups: readonly number[];
  /** Absent: proc hides no process. */
  readonly hidePid?: HidePid;
};

export type ProcfsFacts = ProcRights & {
  /** Why the waits for I/O are unknown or doubtful; absent: they are neither. */
  readonly noWaits: Gap | undefined;
};

export const procfsGaps = (facts: ProcfsFacts): readonly Gap[] => {
  const gaps: Gap[] = [NO_EXITS];
  if (!facts.tracesAll || !facts.opensAll) gaps.push(NO_OTHER_USERS);
  const hidden = hiddenTasks(facts);
  if (hidden !== undefined) gaps.push(hidden);
  if (facts.noWaits !== undefined) gaps.push(facts.noWaits);
  gaps.push(NO_SWAP_WAIT);
  return gaps;
};

/** @returns undefined: /proc lists all tasks for us */
export const hiddenTasks = (rights: ProcRights): Gap | undefined => {
  const { hidePid } = rights;
  if (hidePid === undefined || !hides(hidePid, rights)) return undefined;
  return unavailable(
    'hidden-tasks',
    `/proc is mounted with hidepid=${hidePid.mode}, which hides other users' processes`,
    exempts(hidePid) ? `${AS_ROOT}, or join group ${hidePid.group}` : AS_ROOT,
  );
};

/** Whether a /proc mounted so hides processes from us. Source: fs/proc/base.c, has_pid_permissions. */
export const hides = (
  hidePid: HidePid,
  { tracesAll, groups }: Pick<ProcRights, 'tracesAll' | 'groups'>,
): boolean => !tracesAll && !(exempts(hidePid) && groups.includes(hidePid.group));

/** In the strictest mode no group is exempt. */
const exempts = ({ mode }: HidePid): boolean => mode !== '4' && mode !== 'ptraceable';

const AS_ROOT = 'run as root';

const unavailable = (what: Capability, reason: string, remedy: string): Gap => ({
  kind: 'unavailable',
  what,
  reason,
  remedy,
});

const NO_EXITS = unavailable(
  'exits',
  '/proc keeps nothing of a task that ended, so what it did since the last look is lost',
  'run as root, or with CAP_NET_ADMIN',
);

const NO_OTHER_USERS = unavailable(
  'other-users',
  "/proc shows the I/O of other users' tasks to nobody but root",
  'run as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH',
);

const NO_SWAP_WAIT = unavailable(
  'swap-wait',
  '/proc does not tell it',
  'run as root, or with CAP_NET_ADMIN',
);
