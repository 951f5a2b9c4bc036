import { createContext, runInContext } from 'node:vm';
import { expect, it } from 'vitest';
import { REPORT_SCRIPT } from '../../src/render/report-html-script.ts';

type FakeNode = {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  textContent?: string;
};

/** As much of a browser as the script asks for. */
const pageWith = (data: object) => {
  const listeners: Record<string, (event: object) => void> = {};
  const svg = {
    nodes: [] as readonly FakeNode[],
    clientWidth: 1000,
    setAttribute: () => {},
    replaceChildren: (...nodes: readonly FakeNode[]) => {
      svg.nodes = nodes;
    },
    getBoundingClientRect: () => ({ left: 0, width: 1000 }),
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

const BUCKETS = Array.from({ length: 100 }, (_, i) => [i * 1000, 1000 * i, 10, `dd ${i}`, 5]);

it('draws every bucket, tells what is under the pointer, zooms, and shows all again', () => {
  const page = pageWith({ width: 1000, from: 0, to: 100_000, buckets: BUCKETS });
  const bars = (): number => page.svg.nodes.filter(({ name }) => name === 'rect').length;
  expect(bars()).toBe(200);
  page.send('pointermove', { clientX: 505 });
  expect(page.readout.textContent).toMatch(/most: dd 50 /);
  page.send('wheel', { preventDefault: () => {}, clientX: 500, deltaY: -1 });
  expect(bars()).toBeLessThan(200);
  page.send('dblclick', {});
  expect(bars()).toBe(200);
});
