/** The one way to samples of this machine: an engine, and a source that takes samples by it. */
import { systemClock } from '../../kernel/sys/clock.ts';
import { isProcMounted } from '../../kernel/sys/proc/kernel-facts.ts';
import { procNotMounted } from '../../kernel/sys/proc/task-list.ts';
import { tuneMemory } from '../../kernel/sys/process/v8-tuning.ts';
import { defined } from '../../lib/defined.ts';
import type { Selection } from '../../model/view/selection.ts';
import type { EngineName } from '../../sample/sample.ts';
import { blockWatchOf } from '../../sampler/block/asking.ts';
import { type LiveOptions, LiveSource } from '../../sampler/live/live-source.ts';
import { type OpenedEngine, openEngine, type RejectedEngine } from '../../sampler/open-engine.ts';

export type Live = {
  readonly source: LiveSource;
  /** That the source uses. */
  readonly engine: OpenedEngine['engine'];
  /** Better engines that could not be had, best first. */
  readonly rejected: readonly RejectedEngine[];
};

/** How the source samples. */
type LivePace = Omit<LiveOptions, 'engine' | 'clock' | 'block'> & {
  /** Whether to watch the block layer, where the engine can. */
  readonly block: 'watch' | 'skip';
};

/**
 * @param wanted only this engine will do; undefined: the best that works
 * @throws UnavailableError when no engine works, or the one asked for does not
 */
export const openLive = (
  wanted: EngineName | undefined,
  { ids, uids }: Pick<Selection, 'ids' | 'uids'>,
  pace: LivePace,
): Live =>
  openLiveBy(
    () =>
      openEngine({
        ...defined({ engine: wanted }),
        ...(ids.size > 0 && uids.size === 0 ? { selection: { ids } } : {}),
      }),
    pace,
  );

/** @param open the engine, and what else is opened with it */
export const openLiveBy = <Opened extends OpenedEngine>(
  open: () => Opened,
  pace: LivePace | ((opened: Opened) => LivePace),
): Live & Opened => {
  // Every engine lists tasks or tells namespaces by it; what each would say of its absence misleads.
  if (!isProcMounted()) throw procNotMounted('/proc');
  tuneMemory();
  const opened = open();
  const { block: wish, ...options } = typeof pace === 'function' ? pace(opened) : pace;
  const { engine } = opened;
  // No other engine has a watch, which is no lack of the machine.
  const { watchBlock } = engine;
  const block = wish === 'watch' && watchBlock ? blockWatchOf(watchBlock) : undefined;
  return {
    ...opened,
    source: new LiveSource({ engine, clock: systemClock, ...options, ...defined({ block }) }),
  };
};
