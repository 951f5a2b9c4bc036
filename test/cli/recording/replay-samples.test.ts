import { expect, it } from 'vitest';
import { otherTimeText } from '../../../src/cli/recording/replay-samples.ts';
import { milliseconds } from '../../../src/lib/units.ts';
import { sampleAt } from '../../support/samples/stream-samples.ts';

const shown = sampleAt(10);
const END = shown.wallTime;

it.each([
  ['its end', 0],
  ['its beginning', -1000],
  ['what lies between two passes', -1499],
])('a sample is of the time asked for at %s', (_, by) => {
  expect(otherTimeText(milliseconds(END + by), shown)).toBeUndefined();
});

it.each([
  [-1500, /^no sample at \d.{18,24}; the next is \d.{18,24}$/],
  [-10_000, /^no sample at \d.{18,24}; the next is \d.{18,24}$/],
  [1, /^no sample at \d.{18,24}; the last is \d.{18,24}$/],
])('a sample %d ms away is of another time, and which is said', (by, text) => {
  expect(otherTimeText(milliseconds(END + by), shown)).toMatch(text);
});
