/** What a figure is worth nothing without: the machine it was measured on. */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** One line a fact. */
export const machineFacts = (): readonly string[] => [
  `kernel   ${release()} ${process.arch}`,
  `cores    ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  `node     ${process.version}`,
  `load     ${loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')} (1, 5, 15 minutes, before the run)`,
  `delays   kernel.task_delayacct is ${readSetting('/proc/sys/kernel/task_delayacct')}`,
];

/** All tasks of the machine: what every monitor has to look at. */
export const countTasks = (): number =>
  readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .reduce((sum, pid) => sum + threadsOf(pid), 0);

/** 0 for a process that has just ended. */
const threadsOf = (pid: string): number => {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return 0;
  }
};

const readSetting = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return 'not there';
  }
};
