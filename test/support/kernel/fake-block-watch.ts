/** A block watch over the maps of a fake block layer. */
import { ASKED_LENGTH } from '../../../src/kernel/abi/bpf/block/block-maps.ts';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import type { BlockKnows } from '../../../src/sampler/block/asked-record.ts';
import { type BlockNotes, BlockWatch } from '../../../src/sampler/block/block-watch.ts';
import type { FakeBlockLayer } from './fake-block-layer.ts';

/** Values a batch, few, so that most emptyings take several. */
const BATCH = 3;

const ALL: BlockKnows = { owners: true, times: true, errors: true, requeues: true, holds: true };

/** What an interval says. */
export type Taken = ReturnType<BlockWatch['take']>;

export class FakeBlockWatch {
  /** Boot clock, ns. */
  now = 100e9;
  closed = 0;
  readonly watch: BlockWatch;

  constructor(layer: FakeBlockLayer, knows: Partial<BlockKnows> = {}) {
    const clock = { bootTime: () => nanoseconds(this.now), wallTime: () => milliseconds(0) };
    const notes = notesOf(layer, () => {
      this.closed += 1;
    });
    this.watch = new BlockWatch(notes, { ...ALL, ...knows }, clock);
  }

  /** Both at once: what was noted since the last. */
  interval(): Taken {
    this.watch.turn();
    return this.watch.take();
  }
}

const notesOf = ({ machine, maps }: FakeBlockLayer, close: () => void): BlockNotes => {
  const value = (map: number) => {
    const bytes = new Uint8Array(machine.values(map)[0]?.length ?? 0);
    const read = (): void => bytes.set(machine.values(map)[0] ?? []);
    return { bytes, read };
  };
  const asked = (map: number) => {
    const values = new Uint8Array(BATCH * ASKED_LENGTH);
    const empty = (take: (count: number) => void): void => {
      const all = machine.values(map);
      machine.empty(map);
      for (let from = 0; from < all.length; from += BATCH) {
        const batch = all.slice(from, from + BATCH);
        for (const [i, bytes] of batch.entries()) values.set(bytes, i * ASKED_LENGTH);
        take(batch.length);
      }
    };
    return { values, empty };
  };
  const set = (bytes: Uint8Array): void => {
    for (const [i, byte] of bytes.entries()) {
      machine.write(machine.valueOf(maps.turn) + BigInt(i), 1, BigInt(byte));
    }
  };
  return {
    asked: [asked(maps.askedEven), asked(maps.askedOdd)],
    turn: { ...value(maps.turn), set },
    lost: value(maps.lost),
    close,
  };
};
