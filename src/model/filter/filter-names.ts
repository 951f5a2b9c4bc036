/**
 * What a filter can ask of a row, by name: every column but those that say they have no filter, and every field of a task in the stream. A new column
 * or field is known here by its row there.
 */
import { defined } from '../../lib/defined.ts';
import { type Bytes, bytesPerSecond } from '../../lib/units.ts';
import type { Field, UnitOfMeasure } from '../../sample/field.ts';
import { TASK_FIELDS } from '../../sample/fields.ts';
import type { DeviceEntry, Increase, TaskEntry } from '../../sample/sample.ts';
import type { Column, ColumnContext, ColumnKind, Need, Value } from '../column.ts';
import { COLUMNS } from '../columns.ts';
import { DEVICE_COLUMNS } from '../devices/device-columns.ts';
import { bareDeviceName } from '../devices/device-names.ts';
import { type DiskLoad, loadOf } from '../devices/disk-load.ts';
import { GROUP_WORDS, keptByGroup } from '../groups/group-words.ts';
import { formatIoPriority } from '../io-priority.ts';
import { isFold } from '../units/unit.ts';
import type { Row } from '../view/row.ts';
import { commandSearch, type Is } from './command-search.ts';

/** `rate`: bytes a second. `duration`: ns. `share`: 1 is all. `flag`: 1 or 0. */
export type FigureKind = 'rate' | 'size' | 'share' | 'duration' | 'number' | 'flag';

type Of<T> = (row: Row, context: ColumnContext) => T;

export type FilterName = {
  readonly name: string;
  readonly needs: readonly Need[];
  /** Only rows of devices know it, or only those of tasks; absent: both do. */
  readonly of?: 'devices' | 'tasks';
} & (
  | {
      readonly kind: 'text';
      /** Whether one of its texts is what is asked for. @returns of a row; undefined: none is known */
      readonly some: (is: Is, asked: Asked) => Of<boolean | undefined>;
      /** What a value of `=` stands for; absent: for itself. */
      readonly equal?: (value: string) => Is;
    }
  | {
      readonly kind: FigureKind;
      /** undefined: unknown. */
      readonly figure: Of<number | undefined>;
    }
);

/** `whole`: by `=`, which also finds texts that are no name of the thing, such as a number or what a row says. `part`: by a regular expression. */
type Asked = 'whole' | 'part';

const ofEntry =
  <T>(of: (entry: TaskEntry) => T): Of<T> =>
  ({ entry }) =>
    of(entry);

const NAMED = ['names'] as const;

/** What a plain text is searched for in: the id, the comm, the command line, and what COMMAND shows of them in either style. */
export const TEXT = {
  name: 'text',
  kind: 'text',
  needs: NAMED,
  some: (is: Is) => {
    const isInCommand = commandSearch(is);
    return ({ entry }: Row): boolean =>
      is(entry.comm) || (!isFold(entry) && is(String(entry.tid))) || isInCommand(entry);
  },
} as const satisfies FilterName;

/** What is more than one field, or has another name with people. */
const OWN: readonly FilterName[] = [
  {
    name: 'command',
    kind: 'text',
    needs: NAMED,
    some: (is) => ofEntry(commandSearch(is)),
  },
  {
    name: 'pid',
    kind: 'number',
    needs: [],
    figure: ({ entry }) => (isFold(entry) ? undefined : (entry.tgid ?? entry.tid)),
  },
  {
    name: 'user',
    kind: 'text',
    needs: NAMED,
    some:
      (is, asked) =>
      ({ entry: { user, uid } }) => {
        if (user !== undefined)
          return is(user) || (asked === 'whole' && uid !== undefined && is(String(uid)));
        // No name was looked up, or there is none: root has one everywhere.
        return uid === undefined ? undefined : is(String(uid)) || (uid === 0 && is('root'));
      },
  },
  {
    name: 'device',
    kind: 'text',
    needs: [],
    some:
      (is) =>
      ({ entry: { disk, diskRead }, device }) => {
        if (device !== undefined) {
          const { name, alias = name } = device.is;
          return is(name) || is(alias);
        }
        if (disk === undefined) return diskRead === undefined ? undefined : false;
        return disk.some((asked) => is(asked.device));
      },
    equal: (value) => {
      const bare = bareDeviceName(value);
      return (name) => name === bare;
    },
  },
  ...GROUP_WORDS.map(
    ({ name, wordsOf, labelsOf, equal }): FilterName => ({
      name,
      kind: 'text',
      needs: [],
      some: (is, asked) =>
        ofEntry(
          keptByGroup(
            (facts) => (asked === 'whole' && labelsOf(facts).some(is)) || wordsOf(facts)?.some(is),
          ),
        ),
      ...defined({ equal }),
    }),
  ),
  TEXT,
];

const ofTexts = (name: string, needs: readonly Need[], text: Of<Value>): FilterName => ({
  name,
  kind: 'text',
  needs,
  some: (is) => (row, context) => {
    const found = text(row, context);
    return found === undefined ? undefined : is(String(found));
  },
});

const ofFigures = (
  name: string,
  needs: readonly Need[],
  kind: FigureKind,
  value: Of<Value>,
): FilterName => {
  const figure = value as Of<number | undefined>;
  if (kind !== 'rate') return { name, kind, needs, figure };
  const rate: typeof figure = (row, context) => {
    const amount = figure(row, context);
    return amount === undefined ? undefined : bytesPerSecond(amount as Bytes, row.elapsed);
  };
  return { name, kind, needs, figure: rate };
};

const FIGURES: Readonly<Partial<Record<ColumnKind, FigureKind>>> = {
  id: 'number',
  amount: 'rate',
  size: 'size',
  share: 'share',
  count: 'number',
  duration: 'duration',
  mean: 'number',
  latencies: 'duration',
};

const ofColumn = (column: Column): readonly FilterName[] => {
  const { id, kind, needs = [], value, most } = column;
  if (column.hasNoFilter) return [];
  if (kind === 'text') return [ofTexts(id, needs, value)];
  if (kind === 'priority') {
    const text: Of<Value> = (row, context) => {
      const priority = value(row, context) as number | undefined;
      return priority === undefined ? undefined : formatIoPriority(priority);
    };
    return [ofTexts(id, needs, text)];
  }
  const figures = FIGURES[kind];
  if (figures === undefined) return [];
  const own = ofFigures(id, needs, figures, value);
  return most === undefined ? [own] : [own, ofFigures('p99', needs, figures, most)];
};

const UNIT_FIGURES: Readonly<Partial<Record<UnitOfMeasure, FigureKind>>> = {
  bytes: 'rate',
  nanoseconds: 'duration',
};

const ofField = ([name, field]: readonly [string, Field]): readonly FilterName[] => {
  const value = ({ entry }: Row): Value => entry[name as keyof TaskEntry] as Value;
  switch (field.kind) {
    case 'text':
      return [ofTexts(name, NAMED, value)];
    case 'flag':
      return [ofFigures(name, [], 'flag', (row) => (value(row) === undefined ? 0 : 1))];
    case 'integer': {
      // A moment is no length of time.
      if (field.unit === 'nanoseconds' && !field.isIncrease) return [];
      const needs = field.isIncrease ? [name as keyof Increase] : [];
      return [ofFigures(name, needs, UNIT_FIGURES[field.unit] ?? 'number', value)];
    }
    default:
      return [];
  }
};

/** What of a device has another title there than with tasks (BUSY), or no column. Of one that did nothing as `loadOf` has it. */
const ofLoad = (
  name: string,
  kind: FigureKind,
  figure: (load: DiskLoad, row: Row) => number | undefined,
): FilterName => ({
  name,
  kind,
  needs: [],
  figure: (row) =>
    row.device === undefined ? undefined : figure(loadOf(row.device.did, row.interval), row),
});

const requestsOf = (did: DeviceEntry | undefined): number =>
  did === undefined ? 0 : did.reads + did.writes;

/** As people call it: the columns of devices without `device-`, and more. */
const ofDevices = (): readonly FilterName[] => [
  ofLoad('busy', 'share', ({ busy }) => busy),
  ofLoad('latency', 'duration', ({ slower }) => slower?.time),
  ofLoad('iops', 'number', (_, { device, interval }) =>
    interval > 0 ? requestsOf(device?.did) / (interval / 1e9) : undefined,
  ),
  ...(DEVICE_COLUMNS as readonly Column[])
    .flatMap(ofColumn)
    .map((each) => ({ ...each, name: each.name.replace(/^device-/, '') })),
];

/** One name with two meanings: of a row of a device its own, of all others that of tasks. */
const ofBoth = (tasks: FilterName | undefined, devices: FilterName): FilterName => {
  if (tasks === undefined || tasks.kind === 'text' || devices.kind === 'text')
    return { ...devices, of: 'devices' };
  const figure: Of<number | undefined> = (row, context) =>
    (row.device === undefined ? tasks : devices).figure(row, context);
  const { of: _, ...both } = tasks;
  return { ...both, figure };
};

/** `to-disk`, `toDisk` and `todisk` are one. */
const spelled = (name: string): string => name.toLowerCase().replace(/(?<=\w)[-_]/g, '');

/** `PRIO`; `LAT` of `LAT/P99`, which are two. Titles of several words are none, and those of devices mean other things of tasks. */
const shortTitles = (): readonly (readonly [title: string, id: string])[] =>
  (COLUMNS as readonly Column[])
    .filter(({ title, of }) => of === undefined && !title.includes(' '))
    .map(({ id, title, most }) => [most === undefined ? title : title.replace(/\/.*/, ''), id]);

/** What rows of devices have as those of tasks do. */
const SHARED: readonly string[] = ['device', 'text', 'read', 'write', 'moved', 'share', 'io'];

const ofTasks = (): readonly FilterName[] =>
  [
    ...OWN,
    ...(COLUMNS as readonly Column[]).filter(({ of }) => of === undefined).flatMap(ofColumn),
    ...Object.entries<Field>(TASK_FIELDS).flatMap(ofField),
  ].map((each) => (SHARED.includes(each.name) ? each : { ...each, of: 'tasks' }));

let made: ReadonlyMap<string, FilterName> | undefined;

/** What stands first counts: a column before the field it shows. Made when somebody filters: most starts do not. */
const bySpelling = (): ReadonlyMap<string, FilterName> => {
  if (made !== undefined) return made;
  const names = new Map(
    ofTasks()
      .toReversed()
      .map((each) => [spelled(each.name), each]),
  );
  for (const each of ofDevices()) {
    const key = spelled(each.name);
    names.set(key, ofBoth(names.get(key), each));
  }
  for (const each of (DEVICE_COLUMNS as readonly Column[]).flatMap(ofColumn))
    names.set(spelled(each.name), { ...each, of: 'devices' });
  for (const [title, id] of shortTitles()) {
    const named = names.get(spelled(id));
    if (named !== undefined && !names.has(spelled(title))) names.set(spelled(title), named);
  }
  made = names;
  return names;
};

/** Each once, for people. */
export const filterNames = (): readonly string[] =>
  [...new Set([...bySpelling().values()].map(({ name }) => name))].sort();

export const filterNamed = (text: string): FilterName | undefined =>
  bySpelling().get(spelled(text));
