/** What the COMMAND column says of a row that is of several tasks, or of a device. */
import { commandNameOf, commandText } from '../command-name.ts';
import { isActive, movedBy } from '../totals/increase.ts';
import type { Row } from '../view/row.ts';
import type { Starter } from './ended-parents.ts';
import { isCgroupKey, isKeyOf } from './unit.ts';

/**
 * `cp ×14`, whether or not some of them have ended, of one `cp`; of ended ones alone `cp (14 ended)`; where all ended before, `cp (ended)`, and of those whose pages are
 * written now `cp (14 ended before)`. Behind it who started them: `dd ×184 by 4711 bash storm`.
 *
 * @param starter of tasks of one command; absent: unknown, or many
 */
export const foldText = (row: Row, starter?: Starter): string => {
  const { entry, fold } = row;
  if (fold !== undefined && isKeyOf('devices', fold.key)) return deviceText(row);
  if (fold !== undefined && isKeyOf('users', fold.key)) return userText(row);
  if (fold !== undefined && isCgroupKey(fold.key)) return `${entry.comm} (${userText(row)})`;
  if (fold !== undefined && isKeyOf('owners', fold.key)) return entry.comm;
  if (starter === undefined) return programText(row);
  // The id first, for the end of a long command is cut.
  const { command, pid } = starter;
  return `${programText(row)} by ${pid}${command === undefined ? '' : ` ${command}`}`;
};

const programText = ({ entry, tasks = 1, fold }: Row): string => {
  const name = commandText(entry, 'short');
  if (tasks === 0) {
    const written = (fold?.members ?? []).filter(({ amounts }) => isActive(amounts)).length;
    return written < 2 ? `${name} (ended)` : `${name} (${written} ended before)`;
  }
  const isProgram = fold !== undefined && isKeyOf('programs', fold.key);
  if (entry.ended && !isProgram) return `${name} (${tasks} ended)`;
  return tasks === 1 ? name : `${name} ×${tasks}`;
};

/** How many processes, and who of them moved most. */
const userText = ({ tasks = 1, fold }: Row): string => {
  const movers = (fold?.members ?? [])
    .filter(({ amounts }) => movedBy(amounts) > 0)
    .sort((a, b) => movedBy(b.amounts) - movedBy(a.amounts));
  const names = [...new Set(movers.map(({ entry }) => commandNameOf(entry)))];
  const most = names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? ', …' : '');
  const count = tasks === 0 ? 'ended' : `${tasks} ${tasks === 1 ? 'process' : 'processes'}`;
  return most === '' ? count : `${count}: ${most}`;
};

const MOST_NAMES = 4;

/** `vda1 /home (partition, ext4)`, `dm-0 / (vg-root, xfs)`, `md0 (layer on sda1 sdb1)`: the place first, for the rest may be cut. */
const deviceText = ({ entry, device }: Row): string => {
  const { kind, on, alias, file, mount, fileSystem } = device?.is ?? {};
  const several = on?.includes(' ') ? ` on ${on}` : '';
  const what = [(alias ?? file ?? kind ?? '') + several, fileSystem].filter(Boolean).join(', ');
  return [entry.comm, mount, what && `(${what})`].filter(Boolean).join(' ');
};
