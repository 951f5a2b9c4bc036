/**
 * The timeline of the report's page, as the script that runs in it. Plain JavaScript for any browser of the last years.
 *
 * Reads above the middle line, writes below. Drag or wheel to zoom, double click to see all, arrow keys to move. It
 * builds nodes and sets text, never markup: names stay text.
 */
export const REPORT_SCRIPT = `
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('timeline-data').textContent);
  const svg = document.getElementById('timeline');
  const readout = document.getElementById('readout');
  let W = 1000;
  const H = 256, MID = 120, TALL = 108, COLUMNS = 500;
  const all = [data.from, data.to];
  let shown = all, dragFrom = null, bars = [];
  const node = (name, attributes, text) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const two = (n) => String(n).padStart(2, '0');
  const when = (t) => { const d = new Date(t); return d.getFullYear() + '-' + two(d.getMonth() + 1) + '-' + two(d.getDate()) +
    ' ' + two(d.getHours()) + ':' + two(d.getMinutes()) + ':' + two(d.getSeconds()); };
  const rate = (v) => { let i = 0; while (v > 2048 && i < 5) { v /= 1024; i++; } return v.toFixed(i ? 2 : 0) + ' ' + 'BKMGTP'[i] + '/s'; };
  const xOf = (t) => (t - shown[0]) / (shown[1] - shown[0]) * W;
  /** Buckets of the shown time in at most COLUMNS bars: the mean of each, the busiest of all. */
  const gather = () => {
    const step = Math.max(data.width, Math.ceil((shown[1] - shown[0]) / COLUMNS / data.width) * data.width);
    const found = new Map();
    for (const [at, read, write, who, most] of data.buckets) {
      if (at + data.width <= shown[0] || at >= shown[1]) continue;
      const key = Math.floor(at / step) * step;
      const bar = found.get(key) || { at: key, read: 0, write: 0, who: '', most: -1 };
      bar.read += read; bar.write += write;
      if (who !== undefined && most > bar.most) { bar.who = who; bar.most = most; }
      found.set(key, bar);
    }
    bars = [...found.values()].map((b) => ({ ...b, step, read: b.read / step * 1000, write: b.write / step * 1000 }));
  };
  const draw = () => {
    W = svg.clientWidth || 1000;
    svg.setAttribute('viewBox', '0 0 ' + W + ' ' + H);
    gather();
    const most = Math.max(1, ...bars.map((b) => Math.max(b.read, b.write)));
    const nodes = [node('line', { x1: 0, x2: W, y1: MID, y2: MID, class: 'grid' })];
    for (const b of bars) {
      const x = xOf(b.at), width = Math.max(0.6, xOf(b.at + b.step) - x - 0.1);
      const up = b.read / most * TALL, down = b.write / most * TALL;
      nodes.push(node('rect', { x, width, y: MID - up, height: up, class: 'read' }));
      nodes.push(node('rect', { x, width, y: MID, height: down, class: 'write' }));
    }
    nodes.push(node('text', { x: 4, y: 12 }, rate(most) + ' read'), node('text', { x: 4, y: MID + TALL + 8 }, rate(most) + ' written'));
    for (let i = 0; i <= 4; i++) {
      const anchor = ['start', 'middle', 'middle', 'middle', 'end'][i];
      nodes.push(node('text', { x: W * i / 4, y: H - 6, 'text-anchor': anchor }, when(shown[0] + (shown[1] - shown[0]) * i / 4)));
    }
    svg.replaceChildren(...nodes);
  };
  const timeAt = (event) => {
    const box = svg.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return shown[0] + part * (shown[1] - shown[0]);
  };
  const zoomTo = (from, to) => {
    const least = Math.min(all[1] - all[0], 10 * data.width);
    const length = Math.min(all[1] - all[0], Math.max(least, to - from));
    const start = Math.min(Math.max(all[0], from), all[1] - length);
    shown = [start, start + length];
    draw();
  };
  const tell = (time) => {
    const bar = bars.find((b) => b.at <= time && time < b.at + b.step);
    readout.textContent = bar === undefined ? when(time) + '  nothing recorded'
      : when(bar.at) + '  read ' + rate(bar.read) + '  written ' + rate(bar.write) + (bar.who ? '  most: ' + bar.who + ' ' + rate(bar.most) : '');
  };
  svg.addEventListener('pointerdown', (event) => { dragFrom = timeAt(event); svg.setPointerCapture(event.pointerId); });
  svg.addEventListener('pointermove', (event) => {
    const time = timeAt(event);
    tell(time);
    if (dragFrom === null) return;
    svg.querySelector('.zoom')?.remove();
    const [a, b] = [Math.min(dragFrom, time), Math.max(dragFrom, time)];
    svg.append(node('rect', { x: xOf(a), width: xOf(b) - xOf(a), y: 0, height: H, class: 'zoom' }));
  });
  svg.addEventListener('pointerup', (event) => {
    const [a, b] = [dragFrom, timeAt(event)].sort((x, y) => x - y);
    dragFrom = null;
    if (b - a > (shown[1] - shown[0]) / 100) zoomTo(a, b); else draw();
  });
  svg.addEventListener('dblclick', () => zoomTo(all[0], all[1]));
  svg.addEventListener('wheel', (event) => {
    event.preventDefault();
    const time = timeAt(event), by = event.deltaY > 0 ? 1.25 : 0.8;
    zoomTo(time - (time - shown[0]) * by, time + (shown[1] - time) * by);
  }, { passive: false });
  svg.addEventListener('keydown', (event) => {
    const step = (shown[1] - shown[0]) / 4;
    const by = { ArrowLeft: -step, ArrowRight: step }[event.key];
    if (by !== undefined) zoomTo(shown[0] + by, shown[1] + by);
    else if (event.key === '+') zoomTo(shown[0] + step, shown[1] - step);
    else if (event.key === '-') zoomTo(shown[0] - step, shown[1] + step);
    else if (event.key === 'Escape') zoomTo(all[0], all[1]);
  });
  addEventListener('resize', draw);
  draw();
})();
`;
