import { describe, expect, it } from 'vitest';
import { findKernelTypes } from '../../../src/sampler/bpf/kernel-types.ts';
import { BLOCK_SHAPES, btfOf } from '../../support/kernel/block-shapes.ts';
import { linux58 } from '../../support/kernel/kernel-shapes.ts';

const KERNELS = [
  { name: 'Linux 5.8', types: linux58().bytes },
  ...BLOCK_SHAPES.map((shape) => ({ name: shape.name, types: btfOf(shape) })),
];

describe('what is known of the types of a kernel', () => {
  it.each(KERNELS)('of $name is the same once it was kept as JSON', ({ types }) => {
    const found = findKernelTypes({ btf: types });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
});
