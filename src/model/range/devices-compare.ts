/** Compares what devices were asked for in two ranges, and for whom. By rates, since ranges differ in length. */
import { defined } from '../../lib/defined.ts';
import { type BytesPerSecond, bytesPerSecond } from '../../lib/units.ts';
import { type Asked, type AskedDevice, type AskedOwner, bytesOf } from '../totals/asked-totals.ts';
import type { RangeReport } from './range-report.ts';

/** What one device was asked for on behalf of tasks, or of an owner that is none. `now` or `before` is absent where it was nothing. */
export type ComparedAsked = {
  readonly device: Pick<AskedDevice, 'name' | 'kind'>;
  /** Absent: tasks. */
  readonly owner?: AskedOwner['owner'];
  readonly now?: AskedRates;
  readonly before?: AskedRates;
  /** Bytes a second more than before, both ways. */
  readonly change: number;
};

/** Average rates, and how long requests took. */
export type AskedRates = {
  readonly read: BytesPerSecond;
  readonly write: BytesPerSecond;
} & Pick<Asked, 'meanLatency' | 'p99'>;

/** What changed most comes first, up or down. */
export const compareDevices = (now: RangeReport, before: RangeReport): readonly ComparedAsked[] => {
  const [later, earlier] = [askedIn(now), askedIn(before)];
  return [...new Map([...earlier, ...later])]
    .map(([key, { device, owner }]) => {
      const [ratesNow, ratesBefore] = [later.get(key)?.rates, earlier.get(key)?.rates];
      const change = sumOf(ratesNow) - sumOf(ratesBefore);
      return { device, ...defined({ owner, now: ratesNow, before: ratesBefore }), change };
    })
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
};

type OfRange = Pick<ComparedAsked, 'device' | 'owner'> & { readonly rates: AskedRates };

const askedIn = ({ devices, length }: RangeReport): ReadonlyMap<string, OfRange> =>
  new Map(
    devices.flatMap(({ name, kind, tasks, owners }) =>
      [tasks, ...owners]
        .filter((asked) => bytesOf(asked) > 0)
        .map((asked): [string, OfRange] => {
          const { read, write, meanLatency, p99 } = asked;
          const owner = 'owner' in asked ? (asked as AskedOwner).owner : undefined;
          const rates = {
            read: bytesPerSecond(read, length),
            write: bytesPerSecond(write, length),
            ...defined({ meanLatency, p99 }),
          };
          const device = { name, ...defined({ kind }) };
          return [`${name} ${owner ?? ''}`, { device, ...defined({ owner }), rates }];
        }),
    ),
  );

const sumOf = (rates: AskedRates | undefined): number =>
  rates === undefined ? 0 : rates.read + rates.write;
