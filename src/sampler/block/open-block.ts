/** Puts the block programs into the kernel, or says why they cannot be had. */
import { bioQueue } from '../../kernel/abi/bpf/block/bio-queue.ts';
import { bioRefused } from '../../kernel/abi/bpf/block/bio-refused.ts';
import { BLOCK_MAPS } from '../../kernel/abi/bpf/block/block-maps.ts';
import type { BlockPlaces } from '../../kernel/abi/bpf/block/block-places.ts';
import { dirtyFolio } from '../../kernel/abi/bpf/block/dirty-folio.ts';
import { countFailure } from '../../kernel/abi/bpf/block/failures.ts';
import { isHeld, mayBeHeld } from '../../kernel/abi/bpf/block/held-back.ts';
import {
  requestBegins,
  requestEnds,
  requestIssued,
} from '../../kernel/abi/bpf/block/request-times.ts';
import { closeDescriptor } from '../../kernel/sys/bpf/bpf.ts';
import type { BpfEnvironment } from '../../kernel/sys/bpf/bpf-environment.ts';
import { MapEmptier, SingleValue, setValue } from '../../kernel/sys/bpf/bpf-map.ts';
import { pageSize } from '../../kernel/sys/libc.ts';
import { queuesKeepTimes } from '../../kernel/sys/proc/block-queues.ts';
import type { Clock } from '../../lib/clock.ts';
import { defined } from '../../lib/defined.ts';
import { SystemCallError, UnavailableError } from '../../lib/errors.ts';
import { type BpfLoader, type Program, withLoader } from '../bpf/load.ts';
import type { BlockKnows } from './asked-record.ts';
import { BlockWatch } from './block-watch.ts';

/**
 * Goes with the BPF engine, which must be open already.
 * @param places where this kernel keeps what the programs read; undefined: it does not say
 * @throws UnavailableError with the reason
 */
export const openBlockWatch = (
  places: BlockPlaces | undefined,
  environment: BpfEnvironment,
  clock: Clock,
): BlockWatch => {
  if (places === undefined) {
    throw new UnavailableError('this kernel does not describe its block layer to BPF programs', '');
  }
  return withLoader(environment, BLOCK_MAPS, (loader) => {
    const attached = attachPrograms(loader, places);
    const emptier = (name: 'askedEven' | 'askedOdd'): MapEmptier =>
      new MapEmptier(loader.map(name), BLOCK_MAPS[name], BATCH_LENGTH);
    const value = (name: 'turn' | 'lost'): SingleValue =>
      new SingleValue(loader.map(name), BLOCK_MAPS[name].valueSize);
    const turn = loader.map('turn');
    return new BlockWatch(
      {
        asked: [emptier('askedEven'), emptier('askedOdd')],
        turn: Object.assign(value('turn'), { set: (next: Uint8Array) => setValue(turn, next) }),
        lost: value('lost'),
        close: () => {
          for (const fd of loader.opened) closeDescriptor(fd);
        },
      },
      knownOf(attached),
      clock,
    );
  });
};

/** What holds back is a function, and not every kernel lets a program run in one: then without. @returns what is left of the places */
const attachPrograms = (
  loader: BpfLoader<keyof typeof BLOCK_MAPS>,
  { hold, ...others }: BlockPlaces,
): BlockPlaces => {
  const facts = blockFacts();
  const attach = (places: BlockPlaces): BlockPlaces =>
    loader.allOrNone(() => {
      loader.attachTracepoints(blockPrograms(places, facts));
      return places;
    });
  if (hold === undefined) return attach(others);
  try {
    return attach({ ...others, hold });
  } catch (thrown) {
    if (!(thrown instanceof SystemCallError)) throw thrown;
    return attach(others);
  }
};

export const knownOf = ({ dirty, request, failures, hold }: BlockPlaces): BlockKnows => ({
  owners: dirty !== undefined,
  times: request !== undefined,
  errors: failures?.error !== undefined,
  requeues: failures?.requeue !== undefined,
  holds: hold !== undefined,
});

/** Entries taken out of the map in one call: 90 KB. */
const BATCH_LENGTH = 256;

const blockFacts = (): BlockFacts => ({
  pageShift: Math.log2(pageSize()),
  keepsTimes: queuesKeepTimes(),
});

/** What the types of the kernel do not say. */
type BlockFacts = {
  /** The power of two of bytes in a page. */
  readonly pageShift: number;
  /** Whether the kernel notes of every disk's requests when the device got them. */
  readonly keepsTimes: boolean;
};

/** In the order in which they are loaded and attached: who dirties is known before anything is written. */
export const blockPrograms = (
  places: BlockPlaces,
  { pageShift, keepsTimes }: BlockFacts,
): readonly Program[] => {
  const { dirty, request, failures, refusal, hold } = places;
  const programs: Program[] = [];
  const add = (
    name: string,
    code: Program['code'],
    attachTypeId: number,
    at?: Program['at'],
  ): void => {
    programs.push({ name, code, attachTypeId, ...defined({ at }) });
  };
  if (hold !== undefined) {
    // First, for the kernel may refuse them: then nothing else was loaded in vain.
    add('iotop_is_held', isHeld(places, hold), hold.typeId, 'exit');
    add('iotop_may_hold', mayBeHeld(places, hold), hold.typeId, 'entry');
  }
  if (dirty !== undefined) {
    add('iotop_dirty', dirtyFolio(places, dirty, pageShift), dirty.tracepoint.typeId);
  }
  if (request !== undefined) {
    const { begin, issue, end } = request;
    add('iotop_rq_end', requestEnds(places, request), end.typeId);
    // A program more for each request: only where the kernel does not note it.
    if (issue.typeId !== begin.typeId && !keepsTimes) {
      add('iotop_rq_issue', requestIssued(issue), issue.typeId);
    }
    add('iotop_rq_begin', requestBegins(places, request), begin.typeId);
  }
  if (failures !== undefined) {
    const { error, requeue } = failures;
    if (error !== undefined) {
      add('iotop_rq_error', countFailure(places, failures, error, 'reads'), error.typeId);
    }
    if (requeue !== undefined) {
      add('iotop_rq_again', countFailure(places, failures, requeue, 'writes'), requeue.typeId);
    }
  }
  if (refusal !== undefined) {
    add('iotop_bio_again', bioRefused(places, refusal), refusal.tracepoint.typeId);
  }
  add('iotop_bio', bioQueue(places, pageShift), places.queue.typeId);
  return programs;
};
