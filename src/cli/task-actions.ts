/** What the screen does to tasks, and how the kernel took it, in words. */
import { readdirSync } from 'node:fs';
import { setIoPriorityOf, startOf } from '../kernel/sys/task-control.ts';
import { messageOf } from '../lib/errors.ts';
import { formatIoPriority } from '../model/io-priority.ts';
import type { Outcome, Target } from '../tui/outside.ts';
import { nameOf } from '../tui/target.ts';
import type { DelayAccountingSwitch } from './delayacct.ts';

const good = (text: string): Outcome => ({ tone: 'good', text });
const refused = (text: string): Outcome => ({ tone: 'error', text });

/** Sets the I/O priority of a thread, or of each thread of a process: never of a process group. */
export const setIoPriority = (target: Target, priority: number): Outcome => {
  const absence = absenceOf(target);
  if (absence !== undefined) return refused(absence);
  const wanted = formatIoPriority(priority);
  const tids = target.unit === 'process' ? threadsOf(target.tgid) : [target.tid];
  const codes = tids.map((tid) => setIoPriorityOf(tid, priority));
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

export const sendSignal = (target: Target, signal: string): Outcome => {
  const absence = absenceOf(target);
  if (absence !== undefined) return refused(absence);
  try {
    process.kill(target.tgid, signal);
    return good(`${signal} sent to ${nameOf(target)}`);
  } catch (thrown) {
    return refused(`${nameOf(target)}: kill ${signal}: ${inWords(codeOf(thrown))}`);
  }
};

/** Without BPF the kernel counts waits only while this is on, and only of tasks that start meanwhile. */
export const toggleDelayAccounting = (delayAccounting: DelayAccountingSwitch): Outcome => {
  try {
    const { setting, isHeld } = delayAccounting.toggle();
    const end = isHeld ? ' until iotop ends' : '';
    const price = setting === 'on' ? '; tasks that run already stay without it' : '';
    return good(`delay accounting is ${setting}${end}${price}`);
  } catch (thrown) {
    return refused(messageOf(thrown));
  }
};

/** An engine may know a start only to some milliseconds; an id that was given again is seconds younger. */
const START_TOLERANCE = 1e9;

/** Guards against a task id that has gone to another. @returns why nothing can be done, or undefined */
const absenceOf = (target: Target): string | undefined => {
  const start = startOf(target.tid);
  if (start === undefined) return `${nameOf(target)} has ended, or is hidden from this user`;
  const isTheSame = target.startedAt === 0 || Math.abs(start - target.startedAt) < START_TOLERANCE;
  return isTheSame ? undefined : `${nameOf(target)} has ended; its number is another's now`;
};

const threadsOf = (tgid: number): readonly number[] => {
  try {
    return readdirSync(`/proc/${tgid}/task`).map(Number);
  } catch {
    return []; // it has just ended: nothing to set
  }
};

const codeOf = (thrown: unknown): string => {
  const code = (thrown as NodeJS.ErrnoException).code;
  if (code === undefined) throw thrown;
  return code;
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
