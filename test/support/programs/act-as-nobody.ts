/** Run as nobody: tries everything on the task given, and prints how it went. */
import { readDetails } from '../../../src/cli/effects/details/read-details.ts';
import { sendSignal, setIoPriority } from '../../../src/cli/effects/task-actions.ts';
import { livingTask } from '../../../src/kernel/sys/process/task-control.ts';
import type { Nanoseconds } from '../../../src/lib/units.ts';
import type { Tid } from '../../../src/sample/sample.ts';

const pid = Number(process.argv[2]) as Tid;
const target = {
  unit: 'process',
  tid: pid,
  tgid: pid,
  startedAt: (livingTask(pid)?.startedAt ?? 0) as Nanoseconds,
  name: 'sleep',
  processName: 'sleep',
} as const;

console.log(
  JSON.stringify({
    priority: setIoPriority(target, 3 << 13),
    signal: sendSignal(target, 'SIGKILL'),
    details: readDetails(target),
  }),
);
