/** What devices were asked for and on whose behalf, summed over samples, beside what the devices counted themselves. */
import type {
  DeviceEntry,
  DiskEntry,
  OwnerEntry,
  Sample,
  TaskEntry,
} from '../../../src/sample/sample.ts';

type OwnerName = OwnerEntry['owner'];

/** What one device was asked for by those tasks, an entry a task and sample; those that ended before are among them. */
export const diskEntries = (
  samples: readonly Sample[],
  device: string,
  is: (task: TaskEntry) => boolean = () => true,
): readonly DiskEntry[] =>
  samples.flatMap(({ tasks }) =>
    tasks.filter(is).flatMap(({ disk = [] }) => disk.filter((one) => one.device === device)),
  );

/** The device's own figures, an entry a sample. */
export const deviceEntries = (samples: readonly Sample[], device: string): readonly DeviceEntry[] =>
  samples.flatMap(({ system }) => system.devices?.filter(({ name }) => name === device) ?? []);

/** Owners that are no task. @param names absent: all of them */
export const ownerEntries = (
  samples: readonly Sample[],
  device: string,
  names?: readonly OwnerName[],
): readonly OwnerEntry[] =>
  deviceEntries(samples, device)
    .flatMap(({ owners = [] }) => owners)
    .filter(({ owner }) => names?.includes(owner) ?? true);

type Figure =
  | 'read'
  | 'write'
  | 'discard'
  | 'reads'
  | 'writes'
  | 'sequential'
  | 'queueTime'
  | 'deviceTime'
  | 'heldTime';

/** Bytes, counts or ns; what is absent adds nothing. */
export const sumOf = (
  entries: readonly { readonly [Name in Figure]?: number }[],
  figure: Figure,
): number => entries.reduce((sum, entry) => sum + (entry[figure] ?? 0), 0);

/** One moment of the law: what the device was asked for since the first sample, and what it had done by its own count. Bytes. */
type Account = {
  readonly asked: { readonly read: number; readonly write: number };
  readonly done: { readonly read: number; readonly write: number };
};

/** After each sample: Σ tasks and owners, and diskstats. */
export const accountsOf = (samples: readonly Sample[], device: string): readonly Account[] => {
  const asked = { read: 0, write: 0 };
  const done = { read: 0, write: 0 };
  return samples.map((sample) => {
    const entries = [...diskEntries([sample], device), ...ownerEntries([sample], device)];
    asked.read += sumOf(entries, 'read');
    asked.write += sumOf(entries, 'write');
    for (const { readBytes, writeBytes } of deviceEntries([sample], device)) {
      done.read += readBytes;
      done.write += writeBytes;
    }
    return { asked: { ...asked }, done: { ...done } };
  });
};

/** Bytes that are in nobody's figures, for the kernel had no more room. */
export const askedLost = (samples: readonly Sample[]): number =>
  samples
    .flatMap(({ gaps }) => gaps)
    .reduce((lost, gap) => lost + (gap.kind === 'asked-lost' ? gap.count : 0), 0);
