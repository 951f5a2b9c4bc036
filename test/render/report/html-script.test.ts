import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { REPORT_SCRIPT } from '../../../src/render/report/html-script.ts';

type FakeNode = {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  textContent?: string;
};

/** As much of a browser as the script asks for. */
const pageWith = (data: object, width = 1000) => {
  const listeners: Record<string, (event: object) => void> = {};
  const svg = {
    nodes: [] as readonly FakeNode[],
    clientWidth: width,
    setAttribute: () => {},
    replaceChildren: (...nodes: readonly FakeNode[]) => {
      svg.nodes = nodes;
    },
    getBoundingClientRect: () => ({ left: 0, width }),
    addEventListener: (name: string, listener: (event: object) => void) => {
      listeners[name] = listener;
    },
    querySelector: () => null,
    append: () => {},
  };
  const readout = { textContent: '' };
  const elements: Readonly<Record<string, object>> = {
    timeline: svg,
    readout,
    'timeline-data': { textContent: JSON.stringify(data) },
  };
  const document = {
    getElementById: (id: string) => elements[id],
    createElementNS: (_: string, name: string) => {
      const attributes: Record<string, unknown> = {};
      const set = (key: string, value: unknown): void => {
        attributes[key] = value;
      };
      return { name, attributes, setAttribute: set };
    },
  };
  runInContext(REPORT_SCRIPT, createContext({ document, addEventListener: () => {} }));
  return { svg, readout, send: (name: string, event: object) => listeners[name]?.(event) };
};

const SECOND = 1000;
const START = Date.UTC(2026, 10, 23, 3);
const bucket = (i: number, moved = 1000 * i, covered = SECOND) => [
  START + i * SECOND,
  moved,
  10,
  covered,
  `dd ${i}`,
  5,
];
const BUCKETS = Array.from({ length: 100 }, (_, i) => bucket(i));
const DATA = {
  width: SECOND,
  from: START,
  to: START + 100 * SECOND,
  zones: [[START, 60]],
  buckets: BUCKETS,
};

const rectsOf = ({ svg }: ReturnType<typeof pageWith>): readonly FakeNode[] =>
  svg.nodes.filter(({ name }) => name === 'rect');
const gapsOf = ({ svg }: ReturnType<typeof pageWith>): readonly FakeNode[] =>
  svg.nodes.filter(({ name }) => name === 'path');
/** Marks of the axis, those of times and those of days with their zone. */
const marksOf = ({ svg }: ReturnType<typeof pageWith>): readonly { x: number; text: string }[] =>
  svg.nodes
    .filter(({ name, attributes }) => name === 'text' && 'text-anchor' in attributes)
    .map(({ attributes, textContent = '' }) => ({ x: Number(attributes.x), text: textContent }));

it('draws every bucket, tells what is under the pointer, zooms, and shows all again', () => {
  const page = pageWith(DATA);
  expect(rectsOf(page)).toHaveLength(200);
  expect(gapsOf(page)).toEqual([]);
  page.send('pointermove', { clientX: 505 });
  expect(page.readout.textContent).toMatch(
    /^2026-11-23 04:00:50\+01:00 {2}read 48.83 K\/s .* most: dd 50 /,
  );
  page.send('wheel', { preventDefault: () => {}, clientX: 500, deltaY: -1 });
  expect(rectsOf(page).length).toBeLessThan(200);
  page.send('dblclick', {});
  expect(rectsOf(page)).toHaveLength(200);
});

it('shows the rate while it was recorded, also in a bucket of which a part was', () => {
  const page = pageWith({ ...DATA, buckets: [bucket(0, 50_000, 100), ...BUCKETS.slice(1)] });
  page.send('pointermove', { clientX: 5 });
  expect(page.readout.textContent).toMatch(/read 488.28 K\/s/);
});

it('hatches the times of which nothing was recorded, within the picture', () => {
  const buckets = BUCKETS.filter((_, i) => i > 10 && (i < 40 || i > 60) && i < 95);
  const page = pageWith({ ...DATA, buckets });
  const gaps = gapsOf(page);
  expect(gaps).toHaveLength(3);
  const spans = gaps.map(({ attributes }) => {
    const numbers = [...String(attributes.d).matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)];
    const [xs, ys] = [1, 2].map((part) => numbers.map((match) => Number(match[part])));
    expect(Math.min(...(ys ?? []))).toBeGreaterThanOrEqual(12);
    expect(Math.max(...(ys ?? []))).toBeLessThanOrEqual(228);
    return [Math.min(...(xs ?? [])), Math.max(...(xs ?? []))].map(Math.round);
  });
  expect(spans).toEqual([
    [0, 110],
    [400, 610],
    [950, 1000],
  ]);
  page.send('pointermove', { clientX: 500 });
  expect(page.readout.textContent).toMatch(/nothing recorded$/);
});

describe('the axis', () => {
  const lengths = [3, 7, 60, 400, 3600, 30_000, 86_400, 7 * 86_400, 90 * 86_400, 4000 * 86_400];
  it.each([300, 368, 800, 1248])('has marks that fit %d pixels, whatever the time', (width) => {
    for (const length of lengths) {
      const data = { ...DATA, to: START + length * SECOND, buckets: [] };
      const marks = marksOf(pageWith(data, width));
      const clocks = marks.filter(({ text }) => text.length < 10);
      expect(clocks.length).toBeGreaterThan(0);
      expect(marks.length).toBeGreaterThan(clocks.length);
      for (const row of [clocks, marks.filter(({ text }) => text.length >= 10)]) {
        // Digits of this size are six pixels wide.
        const edges = row.flatMap(({ x, text }) => [x - 3.2 * text.length, x + 3.2 * text.length]);
        expect(edges).toEqual([...edges].sort((a, b) => a - b));
        expect(edges[0]).toBeGreaterThanOrEqual(0);
        expect(edges.at(-1)).toBeLessThanOrEqual(width);
      }
    }
  });

  it('is of the zone of the report, and marks round hours on both sides of a change', () => {
    const from = Date.UTC(2026, 9, 24, 22);
    const change = Date.UTC(2026, 9, 25, 1);
    const zones = [
      [from, 120],
      [change, 60],
    ];
    const page = pageWith({ ...DATA, from, to: from + 8 * 3_600_000, zones, buckets: [] });
    const texts = marksOf(page).map(({ text }) => text);
    expect(texts.filter((text) => text.length === 5)).toEqual([
      '01:00',
      '02:00',
      '02:00',
      '03:00',
      '04:00',
      '05:00',
      '06:00',
    ]);
    expect(texts.filter((text) => text.length > 5)).toEqual([
      '2026-10-25 +02:00',
      '2026-10-25 +01:00',
    ]);
  });
});
