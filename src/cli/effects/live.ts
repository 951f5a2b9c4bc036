/** Opens the live source an invocation asks for. */
import { systemClock } from '../../kernel/sys/clock.ts';
import { isProcMounted } from '../../kernel/sys/proc/kernel-facts.ts';
import { procNotMounted } from '../../kernel/sys/proc/task-list.ts';
import { keepFootprintSmall } from '../../kernel/sys/process/v8-tuning.ts';
import type { Users } from '../../kernel/sys/users/users.ts';
import { milliseconds } from '../../lib/units.ts';
import { countersIn, needsOf } from '../../model/columns.ts';
import type { SourceOrder } from '../../sample/order.ts';
import { LiveSource } from '../../sampler/live/live-source.ts';
import type { SystemPart } from '../../sampler/live/system.ts';
import { openEngine, type RejectedEngine } from '../../sampler/open-engine.ts';
import { orderOf } from '../../tui/core/settings.ts';
import type { Invocation } from '../options/invocation.ts';

export type Live = {
  readonly source: LiveSource;
  /** Better engines that could not be had, best first. */
  readonly rejected: readonly RejectedEngine[];
};

/** @throws UnavailableError when no engine works, or the one asked for does not */
export const openLive = (invocation: Invocation, users: Users): Live => {
  const { settings, selection, output, engine: wanted } = invocation;
  // Every engine lists tasks or tells namespaces by it; what each would say of its absence misleads.
  if (!isProcMounted()) throw procNotMounted('/proc');
  keepFootprintSmall();
  const { engine, rejected } = openEngine({
    ...(wanted === undefined ? {} : { engine: wanted }),
    ...(selection.ids.size > 0 && selection.uids.size === 0
      ? { selection: { ids: selection.ids } }
      : {}),
  });
  const source = new LiveSource({
    engine,
    clock: systemClock,
    interval: milliseconds(settings.interval),
    order: output === 'screen' ? orderOf(settings) : listOrder(invocation),
    system: SYSTEM_PARTS[invocation.output],
    details: {
      commands: 'read',
      priorities: 'read',
      users: settings.userNames === 'names' ? users : undefined,
    },
  });
  return { source, rejected };
};

/** What of the machine an output shows beside what the disks did. */
const SYSTEM_PARTS: Readonly<Record<Invocation['output'], readonly SystemPart[]>> = {
  batch: [],
  screen: ['pressure'],
  json: ['pressure'],
  csv: [],
};

/** A list names every task it shows; JSON and CSV have no idle ones. */
const listOrder = ({ output, settings }: Invocation): SourceOrder => {
  const needs = needsOf(settings.columns);
  const isList = output === 'batch';
  return {
    counters: countersIn(needs),
    idleNames: isList && settings.show === 'all' ? 'all' : 'asked',
    totals: isList && settings.measure !== 'rate' ? 'with-totals' : 'without-totals',
  };
};
