/** What was moved each way, and which of them is worth a word. */
import { type Bytes, bytesPerSecond, nanoseconds } from '../../lib/units.ts';
import type { OwnerEntry, Sample } from '../../sample/sample.ts';
import { isWatched } from '../owners.ts';
import { NOTABLE } from './clause.ts';
import { type Moved, movementOf, type Way } from './movers.ts';
import { isHidden } from './seen.ts';

/** A way with less than this part of what was moved both ways is left out, but for one of many requests. */
const LEAST_PART = 0.01;
/** Many small ones may be what makes a disk busy. */
const MANY_REQUESTS = 0.2;
/** Of a way with less than this part of bytes the amount says more than shares. */
const SMALL_PART = 0.2;
/** Disks that did so much more or less than they were asked for did what was asked before, or have not done it yet: rates are not those of the disks' own row. */
const ON_THE_WAY = 0.05;
/** Who asks the disks for less than this part of what they do is not all who makes them work. */
const MOST_OF_ALL = 0.5;

/** The larger first. */
export const waysOf = (sample: Sample, owners: readonly OwnerEntry[]): readonly Moved[] => {
  const ways = (['write', 'read'] as const).map((way) => movedOf(way, owners, sample));
  const sum = ways.reduce((total, { all }) => total + all, 0);
  return ways
    .sort((a, b) => b.all - a.all)
    .flatMap((moved) => {
      const [part, requests] = [moved.all / sum, requestsPart(moved.way, sample)];
      const isMuch = requests === undefined ? part >= LEAST_PART : requests >= MANY_REQUESTS;
      if ((part < LEAST_PART && !isMuch) || !isNotable(moved.all, sample)) return [];
      if (part >= SMALL_PART) return [moved];
      return [{ ...moved, isSmall: true, ...(!isMuch && { isMinor: true }) }];
    });
};

const movedOf = (way: Way, owners: readonly OwnerEntry[], sample: Sample): Moved => {
  const known = byDisks(sample);
  const disks = known?.[way] ?? 0;
  const movement = movementOf(sample.tasks, way);
  const asked = movement.bytes + sumOf(owners, way);
  const all = asked < MOST_OF_ALL * disks || !isWatched(sample) ? Math.max(disks, asked) : asked;
  const isAsked =
    known !== undefined && all === asked && Math.abs(asked - disks) > ON_THE_WAY * asked;
  return { ...movement, way, all, ...(isAsked && { isAsked }) };
};

/** Of reads and writes that disks completed; undefined: unknown, or none was. */
const requestsPart = (way: Way, { system: { devices = [] } }: Sample): number | undefined => {
  const disks = devices.filter(({ kind }) => kind === 'disk');
  const reads = disks.reduce((sum, disk) => sum + disk.reads, 0);
  const writes = disks.reduce((sum, disk) => sum + disk.writes, 0);
  return reads + writes === 0 ? undefined : (way === 'read' ? reads : writes) / (reads + writes);
};

/** undefined: unknown, or loop devices and memory are in it. */
export const byDisks = ({ system, gaps }: Sample): { readonly [Of in Way]: number } | undefined => {
  const { blockRead, blockWrite, devices = [] } = system;
  if (blockRead === undefined || blockWrite === undefined) return undefined;
  const isMixed = isHidden(gaps, 'disks') || devices.some(({ kind }) => kind === undefined);
  return isMixed ? undefined : { read: blockRead, write: blockWrite };
};

/** Bytes that these owners moved. */
export const sumOf = (owners: readonly OwnerEntry[], way: Way): number =>
  owners.reduce((sum, { [way]: amount = 0 }) => sum + amount, 0);

/** Whether so many bytes in the interval are worth a word. */
export const isNotable = (amount: number, { startedAt, endedAt }: Sample): boolean =>
  bytesPerSecond(amount as Bytes, nanoseconds(endedAt - startedAt)) >= NOTABLE;
