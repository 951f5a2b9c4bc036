/** The own figures of a control group of version 2, with the io controller: a limit, the count and the stalls of a dd of known size. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { groupTrees, readGroupIo } from '../../src/kernel/sys/proc/group-io.ts';
import { KIB, law } from './watching.ts';

const TREE = '/groups';
const SIZE = 8192 * KIB;
const MOST = 4096 * KIB;

export const checkGroup = (): void => {
  mkdirSync(`${TREE}`, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'cgroup2', 'groups', TREE], { encoding: 'utf8' });
  law('a tree of groups can be mounted', mounted.status === 0, mounted.stderr);
  writeFileSync(`${TREE}/cgroup.subtree_control`, '+io');
  mkdirSync(`${TREE}/slow/inner`, { recursive: true });
  const device = readFileSync('/sys/block/vda/dev', 'utf8').trim();
  writeFileSync(`${TREE}/slow/io.max`, `${device} wbps=${MOST}`);
  const command = `echo $$ >${TREE}/slow/inner/cgroup.procs; exec dd if=/dev/zero of=/dev/vda bs=64k count=128 oflag=direct`;
  spawnSync('sh', ['-c', command]);
  const { bytes = [], stalled, limits } = readGroupIo(groupTrees(), { unified: '/slow' });
  const written = bytes.find((each) => each.device === device)?.written;
  law('a group counts the 8 MiB that were written in it', written === SIZE, bytes);
  law('its stalls are about as long as its limit made them', (stalled ?? 0) > 0.5e9, stalled);
  const isLimit = ({ limit, most }: (typeof limits)[number]) => limit === 'wbps' && most === MOST;
  law('it has its limit', limits.length === 1 && limits.every(isLimit), limits);
  const inner = readGroupIo(groupTrees(), { unified: '/slow/inner' });
  law(
    'so has what is in it',
    inner.limits.every(({ of }) => of === '/slow'),
    inner.limits,
  );
};
