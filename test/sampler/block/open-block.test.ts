/** Which programs watch the block layer, by kernel. */
import { describe, expect, it } from 'vitest';
import { BLOCK_NAMES, locateBlock } from '../../../src/kernel/abi/bpf/block/locate-block.ts';
import { readBtf } from '../../../src/kernel/abi/bpf/btf.ts';
import { UnavailableError } from '../../../src/lib/errors.ts';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { blockPrograms, knownOf, openBlockWatch } from '../../../src/sampler/block/open-block.ts';
import {
  BLOCK_SHAPES,
  type BlockShape,
  btfOf,
  without,
} from '../../support/kernel/block-shapes.ts';

const placesOf = (shape: BlockShape) => {
  const places = locateBlock(readBtf(btfOf(shape), BLOCK_NAMES));
  if (places === undefined) throw new Error('no places');
  return places;
};
const shapeOf = (version: string): BlockShape =>
  BLOCK_SHAPES.find(({ name }) => name === `Linux ${version}`) as BlockShape;
const namesOf = (shape: BlockShape, keepsTimes = false): readonly string[] =>
  blockPrograms(placesOf(shape), { pageShift: 12, keepsTimes }).map(({ name }) => name);

const [BEGIN, ISSUE, END] = ['iotop_rq_begin', 'iotop_rq_issue', 'iotop_rq_end'];

describe('the block layer is watched', () => {
  it.each([
    ['5.10', false, ['iotop_dirty', END, BEGIN, 'iotop_rq_again', 'iotop_bio_again', 'iotop_bio']],
    [
      '6.1',
      false,
      [
        'iotop_is_held',
        'iotop_may_hold',
        'iotop_dirty',
        END,
        BEGIN,
        'iotop_rq_error',
        'iotop_rq_again',
        'iotop_bio_again',
        'iotop_bio',
      ],
    ],
    [
      '6.12',
      false,
      [
        'iotop_is_held',
        'iotop_may_hold',
        'iotop_dirty',
        END,
        ISSUE,
        BEGIN,
        'iotop_rq_error',
        'iotop_rq_again',
        'iotop_bio_again',
        'iotop_bio',
      ],
    ],
    [
      '7.2',
      true,
      [
        'iotop_is_held',
        'iotop_may_hold',
        'iotop_dirty',
        END,
        BEGIN,
        'iotop_rq_error',
        'iotop_rq_again',
        'iotop_bio_again',
        'iotop_bio',
      ],
    ],
  ])(
    'on Linux %s by the programs it needs there, who dirties first (the kernel keeps times: %s)',
    (version, keepsTimes, names) => {
      expect(namesOf(shapeOf(version), keepsTimes)).toEqual(names);
    },
  );

  it('by fewer where the kernel lacks something, and it is known what is not known then', () => {
    const whole = shapeOf('6.18');
    const known = (lacking: string) => knownOf(placesOf(without(whole, lacking)));
    const all = { owners: true, times: true, errors: true, requeues: true, holds: true };
    expect(knownOf(placesOf(whole))).toEqual(all);
    expect(namesOf(without(whole, 'inode'))).not.toContain('iotop_dirty');
    expect(known('inode')).toEqual({ ...all, owners: false });
    expect(namesOf(without(whole, 'request.bio'))).not.toContain(BEGIN);
    expect(known('request.bio')).toEqual({ ...all, times: false });
    expect(known('block_rq_error')).toEqual({ ...all, errors: false });
    expect(known('block_rq_requeue')).toEqual({ ...all, requeues: false });
    expect(namesOf(without(whole, '__blk_throtl_bio'))[0]).toBe('iotop_dirty');
    expect(known('__blk_throtl_bio')).toEqual({ ...all, holds: false });
    expect(namesOf(without(whole, 'request.q'))).not.toContain('iotop_rq_again');
    expect(known('request.q')).toEqual({ ...all, errors: false, requeues: false });
  });

  it('not at all where the kernel does not say where its bytes are asked for', () => {
    const clock = { bootTime: () => nanoseconds(0), wallTime: () => milliseconds(0) };
    expect(() => openBlockWatch(undefined, {} as never, clock)).toThrow(UnavailableError);
  });
});
