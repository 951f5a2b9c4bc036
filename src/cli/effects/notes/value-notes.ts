/** Notes of values in a filter that this machine does not have. */
import { hasProcessesOf } from '../../../kernel/sys/users/processes-of.ts';
import { Users } from '../../../kernel/sys/users/users.ts';
import type { Where } from '../../../model/filter/filter.ts';
import {
  type KnownUsers,
  type KnownValues,
  unknownValues,
} from '../../../model/filter/unknown-values.ts';
import { sanitize } from '../../../render/text/sanitize.ts';
import { deviceNamesHere } from '../device-names.ts';
import type { Note } from './notes.ts';

/** Looks up only what is asked for. */
export const noteUnknownHere = (where: Where | undefined, note: Note): void => {
  const asked = new Set(where?.uses.map(({ name, equals }) => equals !== undefined && name.name));
  const known: KnownValues = {
    ...(asked.has('device') && { devices: deviceNamesHere() }),
    ...(asked.has('user') && { users: usersHere() }),
    where: 'here now',
    outcome: 'it is waited for',
  };
  noteUnknown(where, known, note);
};

export const noteUnknown = (where: Where | undefined, known: KnownValues, note: Note): void => {
  for (const line of unknownValues(where?.uses ?? [], known)) note(sanitize(line));
};

/** A number is somebody's if it has a name, or a process. */
const usersHere = (): KnownUsers => {
  const users = new Users();
  const listed = users.listed();
  const has = (text: string): boolean => {
    const uid = /^\d+$/.test(text) ? Number(text) : undefined;
    const isListed = uid !== undefined && [...listed.values()].includes(uid);
    return isListed || users.idOf(text) !== undefined || (uid !== undefined && hasProcessesOf(uid));
  };
  return { has, names: [...listed.keys()] };
};
