import { describe, expect, it } from 'vitest';
import { BlockLines, LineReader } from '../../../src/record/format/block-lines.ts';
import { takeSamples } from '../../support/samples/realistic-load.ts';

const samples = takeSamples(20);

const textOf = (): Uint8Array => {
  const lines = new BlockLines();
  for (const sample of samples) lines.add(sample);
  return lines.seal()?.text ?? new Uint8Array();
};

const refuse = (): never => {
  throw new Error('no line is bad');
};

describe('the lines of a block', () => {
  it('are the same samples without the fast scanner: the decoder serves', () => {
    expect([...new LineReader(() => undefined).read(textOf(), refuse)]).toEqual(samples);
    expect([...new LineReader().read(textOf(), refuse)]).toEqual(samples);
  });
});
