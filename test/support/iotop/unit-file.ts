/** The service file as systemd reads it, and its limits as far as util-linux can set them without systemd. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PACKAGING = resolve(import.meta.dirname, '../../../packaging');

export const UNIT_FILE = join(PACKAGING, 'iotop-record.service');
/** Of `iotop watch`: an instance for each expression. */
export const WATCH_UNIT_FILE = join(PACKAGING, 'iotop-watch@.service');

/** @returns the last value of each setting, by name */
export const readUnitFile = (): ReadonlyMap<string, string> =>
  new Map(
    readFileSync(UNIT_FILE, 'utf8')
      .split('\n')
      .filter((line) => /^\w+=/.test(line))
      .map(
        (line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const,
      ),
  );

/** @throws Error when the file does not set it */
export const settingOf = (unit: ReadonlyMap<string, string>, name: string): string => {
  const value = unit.get(name);
  if (value === undefined) throw new Error(`${UNIT_FILE} sets no ${name}`);
  return value;
};

/** The command that runs another as the service runs: this user, these capabilities and no others, this nice and I/O class. */
export const asService = (
  unit: ReadonlyMap<string, string>,
  uid: number,
): readonly [string, ...string[]] => {
  const set = (name: string): string =>
    [
      '-all',
      ...settingOf(unit, name)
        .split(' ')
        .map((one) => one.replace(/^CAP_/, '+')),
    ]
      .join(',')
      .toLowerCase();
  const ambient = set('AmbientCapabilities');
  return [
    ...(['nice', '-n', settingOf(unit, 'Nice')] as const),
    ...['ionice', '-c', settingOf(unit, 'IOSchedulingClass')],
    ...['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'],
    ...[`--bounding-set=${set('CapabilityBoundingSet')}`, `--inh-caps=${ambient}`],
    ...[`--ambient-caps=${ambient}`],
    ...(settingOf(unit, 'NoNewPrivileges') === 'yes' ? ['--no-new-privs'] : []),
    ...['sh', '-c', `umask ${settingOf(unit, 'UMask')}; exec "$0" "$@"`],
  ];
};
