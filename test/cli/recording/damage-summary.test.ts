import { describe, expect, it } from 'vitest';
import { DamageSummary } from '../../../src/cli/recording/damage-summary.ts';
import { milliseconds } from '../../../src/lib/units.ts';
import { spanText } from '../../../src/render/text/wall-time.ts';

const T = 1_795_000_000_000;
const lostAt = (second: number, samples = 1) => ({
  samples,
  from: milliseconds(T + second * 1000),
  to: milliseconds(T + (second + 4) * 1000),
});

const said = (places: number): readonly string[] => {
  const lines: string[] = [];
  const summary = new DamageSummary((line) => lines.push(line));
  for (let i = 0; i < places; i++) summary.add(`place ${i}`, lostAt(10 * i, i === 0 ? 5 : 1));
  summary.add('a copy');
  summary.end('/rec');
  return lines;
};

describe('damage of a recording that is reported', () => {
  it('is said place by place while there are few', () => {
    expect(said(3)).toEqual(['a copy', 'place 0', 'place 1', 'place 2']);
  });

  it('is one line for many places, with how many samples, when, and what lists them', () => {
    const when = spanText({ from: milliseconds(T), to: milliseconds(T + 34_000) });
    expect(said(4)).toEqual([
      'a copy',
      `8 samples damaged, ${when}; "iotop verify /rec" lists them`,
    ]);
  });

  it('is nothing where nothing is damaged', () => {
    const lines: string[] = [];
    new DamageSummary((line) => lines.push(line)).end('/rec');
    expect(lines).toEqual([]);
  });
});
