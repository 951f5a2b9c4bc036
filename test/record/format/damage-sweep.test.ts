import { describe, expect, it } from 'vitest';
import {
  type BlockRange,
  continued,
  flipped,
  type Outcome,
  outcomeOf,
  type Patient,
  patientOf,
  wholeOf,
} from '../../support/recordings/damage-sweep.ts';

const SAMPLES = 500;
const PER_BLOCK = 5;
/** IOTOP_SWEEP_FLIPS=100000 for a night. */
const FLIPS = Number(process.env.IOTOP_SWEEP_FLIPS ?? 2000);

const patient: Patient = await patientOf(SAMPLES, PER_BLOCK);
const BLOCKS = patient.ends.length;
const lastBlocks = patient.ends.at(-3) as number;

/** Every 16th time all blocks are inflated and compared, else those near the damage; always the whole is walked. */
const rangeAround = (block: number, round: number): BlockRange =>
  round % 16 === 0
    ? wholeOf(patient)
    : { from: Math.max(0, block - 2), to: Math.min(BLOCKS - 1, block + 2) };

const expectOneBlockAtMost = ({ lost, invented, damage }: Outcome, where: string): void => {
  expect(lost.length, `${where} lost blocks ${lost.join()}`).toBeLessThanOrEqual(1);
  expect(invented, `${where} invented samples`).toBe(0);
  if (lost.length > 0) expect(damage, `${where} lost a block in silence`).not.toEqual([]);
};

describe('a recording of 500 samples', () => {
  it('is whole to begin with', async () => {
    expect(await outcomeOf(patient, patient.bytes)).toEqual({ lost: [], invented: 0, damage: [] });
  });

  it('loses the block it was cut in, and no other, wherever in its last two blocks that is', async () => {
    for (let cut = lastBlocks; cut < patient.bytes.length; cut++) {
      const damaged = patient.bytes.subarray(0, cut);
      const gone = patient.ends.flatMap((end, block) => (end > cut ? [block] : []));
      const range = rangeAround(BLOCKS - 1, cut);
      const { lost, invented, damage } = await outcomeOf(patient, damaged, range);
      expect({ cut, lost, invented }).toEqual({ cut, lost: gone, invented: 0 });
      expect(damage).toHaveLength(patient.ends.includes(cut) ? 0 : 1);
      const onward = await outcomeOf(patient, await continued(damaged), range);
      expect({ cut, ...onward }).toMatchObject({ cut, lost: gone, invented: 1 });
    }
  });

  it('loses one block to a tail of zeros, as power cuts leave it, wherever in its last block that begins', async () => {
    const whole = Buffer.from(patient.bytes);
    for (let cut = patient.ends.at(-2) as number; cut < whole.length; cut++) {
      for (const more of [0, 4096]) {
        const damaged = Buffer.alloc(whole.length + more);
        whole.copy(damaged, 0, 0, cut);
        const range = rangeAround(BLOCKS - 1, cut);
        const outcome = await outcomeOf(patient, damaged, range);
        expectOneBlockAtMost(outcome, `zeros from ${cut}`);
        if (!damaged.equals(whole)) expect(outcome.damage).not.toEqual([]);
        const onward = await outcomeOf(patient, await continued(damaged), range);
        expect({ cut, ...onward }).toMatchObject({ cut, lost: outcome.lost, invented: 1 });
      }
    }
  });

  it(`loses one block at most to a flipped bit, wherever it is (${FLIPS} of them)`, async () => {
    const bits = patient.bytes.length * 8;
    for (let i = 0; i < FLIPS; i++) {
      // A step that shares no factor with the length reaches every part of every block.
      const bit = (i * 104_729) % bits;
      const block = patient.ends.findIndex((end) => bit >> 3 < end);
      const outcome = await outcomeOf(patient, flipped(patient.bytes, bit), rangeAround(block, i));
      expectOneBlockAtMost(outcome, `bit ${bit}`);
    }
  });
});
