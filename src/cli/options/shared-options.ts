/** Options that several commands have, and that mean the same in each. */
import { defined } from '../../lib/defined.ts';
import { UsageError } from '../../lib/errors.ts';
import { choiceOf, type NumberRange, numberOf } from '../../lib/option-value.ts';
import { sizeOf } from '../../lib/quantities.ts';
import { type Bytes, type Milliseconds, milliseconds } from '../../lib/units.ts';
import type { DeviceNames } from '../../model/devices/device-names.ts';
import { whereOption } from '../../model/filter/filter.ts';
import { EVERYTHING, type Selection } from '../../model/view/selection.ts';
import { ENGINE_NAMES } from '../../sample/fields.ts';
import type { EngineName } from '../../sample/sample.ts';
import type { Arguments } from './parse-arguments.ts';

export const ENGINE_OPTION = {
  name: 'engine',
  value: 'NAME',
  takes: ENGINE_NAMES,
  help: `${ENGINE_NAMES.slice(0, -1).join(', ')} or ${ENGINE_NAMES.at(-1)} [default: the best that works]`,
} as const;

/** @returns undefined for the best that works @throws UsageError for a name that is none */
export const engineIn = (given: Pick<Arguments<'engine'>, 'value'>): EngineName | undefined =>
  choiceOf(given.value('engine'), '--engine', ENGINE_NAMES);

export const NO_BLOCK_OPTION = {
  name: 'no-block',
  help: 'attach nothing to the block layer: what reaches the disks, and for whom, is unknown then',
} as const;

/** Whether to watch the block layer. */
export const blockIn = (given: Pick<Arguments<'no-block'>, 'flag'>): 'watch' | 'skip' =>
  given.flag('no-block') ? 'skip' : 'watch';

export const ITER_OPTION = {
  name: 'iter',
  short: 'n',
  value: 'NUM',
  help: 'exit after NUM samples [default: never]',
} as const;

/** @returns undefined for no end @throws UsageError */
export const iterationsIn = (given: Pick<Arguments<'iter'>, 'parsed'>): number | undefined =>
  given.parsed('iter', numberIn({ least: 1, whole: true }));

/** Reads a number in a range. */
export const numberIn =
  (range: NumberRange) =>
  (text: string, option: string): number =>
    numberOf(text, option, range);

export const DELAY_OPTION = {
  name: 'delay',
  short: 'd',
  value: 'SEC',
  help: 'seconds between two samples [default: 1]',
} as const;

/** @throws UsageError */
export const delayIn = (given: Pick<Arguments<'delay'>, 'parsed'>): Milliseconds =>
  milliseconds((given.parsed('delay', numberIn({ least: 0.05, most: DAY })) ?? 1) * 1000);

/** Seconds. */
const DAY = 86_400;

export const MAX_SIZE_OPTION = {
  name: 'max-size',
  value: 'SIZE',
  help: 'remove the oldest beyond SIZE (1MiB or more), such as 1GiB [default: no limit]',
} as const;

/** How much a recording may grow to. @returns undefined: no limit @throws UsageError */
export const maxSizeIn = (given: Pick<Arguments<'max-size'>, 'parsed'>): Bytes | undefined =>
  given.parsed('max-size', (text, option) => {
    const size = sizeOf(text, option);
    if (size >= LEAST_SIZE) return size;
    throw new UsageError(`${option} ${text} is too little for a recording; give 1MiB at least`);
  });

/** An eighth of it, a segment, holds a block of 1 MiB of text, which deflates to a tenth. */
const LEAST_SIZE = 2 ** 20;

export const SELECTION_OPTIONS = [
  {
    name: 'pid',
    short: 'p',
    value: 'PID',
    many: true,
    help: 'only this process or task; several with commas, or repeated',
  },
  {
    name: 'user',
    short: 'u',
    value: 'USER',
    many: true,
    help: 'only the tasks of this user, a name or a number; several with commas, or repeated',
  },
] as const;

/** What `--where` chooses, of commands that are about tasks alone. @throws UsageError with the place, also of a name that only devices have */
export const whereIn = (given: Pick<Arguments<'where'>, 'value'>): Pick<Selection, 'where'> => {
  const where = whereOption(given.value('where') ?? '', '--where');
  const ofDevices = where?.uses.find(({ name }) => name.of === 'devices');
  if (ofDevices === undefined) return defined({ where });
  const { name, at } = ofDevices;
  throw new UsageError(
    `--where at character ${at}: ${name.name} is of devices, and here tasks are chosen`,
  );
};

export const DEVICE_OPTION = {
  name: 'device',
  short: 'D',
  value: 'NAME',
  many: true,
  help: 'only this device, such as vda or /dev/mapper/root; several with commas, or repeated',
} as const;

/** What was given with commas between, or in several options: none of it can hold a comma. */
const severalIn = <Name extends string>(
  given: Pick<Arguments<Name>, 'list'>,
  name: Name,
): readonly string[] =>
  given.list(name).flatMap((text) => text.split(',').map((part) => part.trim()));

/** Names without /dev, of options repeated or with commas between. @returns undefined: all devices @throws UsageError for an empty name */
export const devicesIn = (given: Pick<Arguments<'device'>, 'list'>): DeviceNames | undefined => {
  const names = severalIn(given, 'device');
  if (names.includes(''))
    throw new UsageError('invalid value "" for --device; give a name such as vda');
  return names.length === 0 ? undefined : names;
};

/** @param userId looks a user up; undefined: there is none @throws UsageError */
export const selectionIn = (
  given: Pick<Arguments<'pid' | 'user'>, 'list'>,
  userId: (name: string) => number | undefined,
): Selection => ({
  ...EVERYTHING,
  ids: new Set(
    severalIn(given, 'pid').map((text) => numberOf(text, '--pid', { least: 1, whole: true })),
  ),
  uids: new Set(userIds(severalIn(given, 'user'), userId)),
});

/** All unknown users are named, one a line, and the exit status is 1: iotop 0.1's way. */
const userIds = (
  users: readonly string[],
  userId: (name: string) => number | undefined,
): readonly number[] => {
  const ids = users.map((user) => (/^\+?\d+$/.test(user) ? Number(user) : userId(user)));
  const unknown = users.filter((_, i) => ids[i] === undefined);
  if (unknown.length > 0) {
    const names = unknown.map((user) => `Unknown user: ${user}`).join('\n');
    throw new UsageError(`${names}; give a name from /etc/passwd or a number`, 1);
  }
  return ids.filter((id) => id !== undefined);
};
