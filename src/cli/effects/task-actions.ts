/** Sets priorities and sends signals for the screen, and says in words how it went. */
import { readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { CAP } from '../../kernel/abi/proc/process-status.ts';
import { setIoPriority as setIoPriorityOf } from '../../kernel/sys/process/io-priority.ts';
import { withRaised } from '../../kernel/sys/process/privileges.ts';
import { holdProcess, livingTask } from '../../kernel/sys/process/task-control.ts';
import { messageOf } from '../../lib/errors.ts';
import { formatIoPriority } from '../../model/io-priority.ts';
import { nameOf } from '../../tui/core/acted-on.ts';
import type { Outcome, Target } from '../../tui/core/effects.ts';
import type { DelayAccountingSwitch } from './delayacct.ts';

const good = (text: string): Outcome => ({ tone: 'good', text });
const refused = (text: string): Outcome => ({ tone: 'error', text });

/** Sets the I/O priority of a thread, or of each thread of a process: never of a process group. */
export const setIoPriority = (target: Target, priority: number): Outcome => {
  const absence = absenceOf(target);
  if (absence !== undefined) return refused(absence);
  const wanted = formatIoPriority(priority);
  const tids = target.unit === 'process' ? threadsOf(target.tgid) : [target.tid];
  const codes = withRaised([CAP.sysNice, CAP.sysAdmin], () =>
    tids.map((tid) => setIoPriorityOf(tid, priority)),
  );
  const done = codes.filter((code) => code === 'done').length;
  const failed = codes.find((code) => code !== 'done' && code !== 'ESRCH');
  if (failed !== undefined) {
    const some = done === 0 ? '' : ` (set for ${done} of ${tids.length} threads)`;
    return refused(`${nameOf(target)}: ioprio_set ${wanted}: ${inWords(failed)}${some}`);
  }
  if (done === 0) return refused(`${nameOf(target)} has ended`);
  const many = target.unit === 'process' ? ` for ${done} ${done === 1 ? 'thread' : 'threads'}` : '';
  return good(`${nameOf(target)}: I/O priority is ${wanted} now${many}`);
};

/** The process is held before it is looked at, so that what is looked at is what gets the signal. */
export const sendSignal = (target: Target, signal: NodeJS.Signals): Outcome => {
  const held = holdProcess(target.tgid);
  if (typeof held === 'string') return refused(notSent(target, signal, held));
  try {
    const absence = absenceOf(target);
    if (absence !== undefined) return refused(absence);
    if (livingTask(target.tgid)?.kernelThread === true) {
      return refused(`${nameOf(target)} is a kernel thread: it ignores signals`);
    }
    const code = withRaised([CAP.kill], () => held.signal(constants.signals[signal]));
    return code === 'done'
      ? good(`${signal} sent to ${nameOf(target)}`)
      : refused(notSent(target, signal, code));
  } finally {
    held.close();
  }
};

const notSent = (target: Target, signal: string, code: string): string =>
  code === 'ESRCH'
    ? `${nameOf(target)} has ended`
    : `${nameOf(target)}: kill ${signal}: ${inWords(code)}`;

/** Without BPF the kernel counts waits only while this is on, and only of tasks that start meanwhile. */
export const toggleDelayAccounting = (delayAccounting: DelayAccountingSwitch): Outcome => {
  try {
    const { setting, isHeld } = withRaised([CAP.sysAdmin], () => delayAccounting.toggle());
    const end = isHeld ? ' until iotop ends' : '';
    const price = setting === 'on' ? '; tasks that run already stay without it' : '';
    return good(`delay accounting is ${setting}${end}${price}`);
  } catch (thrown) {
    return refused(messageOf(thrown));
  }
};

/**
 * A quarter of a second. Engines know a start to some hundredths of a second, less well on a machine that stalls. Another task with the same
 * id and a start this near is impossible: all other ids would have been given out in between.
 */
const START_TOLERANCE = 2.5e8;

/** Guards against a task id that has gone to another. @returns why nothing can be done, or undefined */
export const absenceOf = (target: Target): string | undefined => {
  const found = livingTask(target.tid);
  if (found === undefined) return `${nameOf(target)} has ended, or is hidden from this user`;
  const apart = Math.abs(found.startedAt - target.startedAt);
  const isTheSame = target.startedAt === 0 || apart < START_TOLERANCE;
  return isTheSame ? undefined : `${nameOf(target)} has ended; its number is another's now`;
};

const threadsOf = (tgid: number): readonly number[] => {
  try {
    return readdirSync(`/proc/${tgid}/task`).map(Number);
  } catch {
    return []; // it has just ended: nothing to set
  }
};

const inWords = (code: string): string => {
  const words = WORDS[code];
  return words === undefined ? code : `${code} (${words})`;
};

const WORDS: Readonly<Record<string, string>> = {
  EPERM: "not permitted: another user's task, or it needs a capability",
  EACCES: 'not permitted',
  ESRCH: 'it has ended',
  EINVAL: 'the kernel does not know this value',
  EROFS: '/proc is mounted read-only',
  ENOENT: 'this kernel does not have it',
};
