/** What this process may see of others in /proc. */
import { hidePidOf } from '../../kernel/abi/proc/mount-info.ts';
import { CAP, processRights } from '../../kernel/abi/proc/process-status.ts';
import { readText } from '../../kernel/sys/proc/kernel-facts.ts';
import { defined } from '../../lib/defined.ts';
import type { ProcRights } from './gaps.ts';

/** @param root where proc is mounted */
export const readProcRights = (root = '/proc'): ProcRights => {
  const rights = processRights(readText(`${root}/self/status`) ?? '');
  const hidePid = hidePidOf(readText(`${root}/self/mountinfo`) ?? '', root);
  return {
    tracesAll: rights.has(CAP.sysPtrace),
    opensAll: rights.has(CAP.dacOverride) || rights.has(CAP.dacReadSearch),
    groups: rights.groups,
    ...defined({ hidePid }),
  };
};
