/**
 * The timeline of the report's page, as the script that runs in it. Plain JavaScript for any browser of the last years.
 *
 * Reads above the middle line, writes below, hatched where nothing was recorded. Drag or wheel to zoom, double click to see
 * all, arrow keys to move. It builds nodes and sets text, never markup: names stay text. Times are of the zone the report was
 * made in, wherever it is read: `data.zones` says since when the clocks were ahead of UTC by how many minutes. They are labelled at
 * round times, as many as fit.
 */

export const REPORT_SCRIPT = `
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('timeline-data').textContent);
  const svg = document.getElementById('timeline');
  const readout = document.getElementById('readout');
  let W = 1000;
  const H = 272, MID = 120, TALL = 108, COLUMNS = 500;
  const all = [data.from, data.to];
  let shown = all, dragFrom = null, bars = [];
  const node = (name, attributes, text) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const two = (n) => String(n).padStart(2, '0');
  const minutesAt = (t) => { let minutes = data.zones[0][1]; for (const [since, ahead] of data.zones) if (t >= since) minutes = ahead; return minutes; };
  const zoneAt = (t) => { const m = minutesAt(t), a = Math.abs(m); return m === 0 ? 'Z' : (m < 0 ? '-' : '+') + two(Math.floor(a / 60)) + ':' + two(a % 60); };
  /** What calendar and clock showed, as [2026-11-23, 03:00:07]. */
  const shownAt = (t) => new Date(t + minutesAt(t) * 60000).toISOString().slice(0, 19).split('T');
  const when = (t) => shownAt(t).join(' ') + zoneAt(t);
  const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
  const STEPS = [[SECOND, [1, 2, 5, 10, 15, 30]], [MINUTE, [1, 2, 5, 10, 15, 30]], [HOUR, [1, 2, 3, 6, 12]], [DAY, [1, 2, 4, 7]]]
    .flatMap(([unit, counts]) => counts.map((count) => count * unit));
  /** A date and its zone are as wide. */
  const APART = 112, EDGE = 56;
  const stepOf = (least) => { let step = STEPS.find((each) => each >= least) || STEPS.at(-1); while (step < least) step *= 2; return step; };
  /** Round times by the clock. Two hours that it shows alike are two marks; a day is one, whatever its length. */
  const roundTimes = (from, to, step) => {
    const times = [], ahead = minutesAt(from) * MINUTE;
    const pace = step < DAY ? Math.min(step, 30 * MINUTE) : step;
    for (let local = Math.ceil((from + ahead) / pace) * pace; local - ahead <= to; local += pace) {
      const time = step < DAY ? local - ahead : local - minutesAt(local - ahead) * MINUTE;
      if ((time + minutesAt(time) * MINUTE) % step === 0) times.push(time);
    }
    return times;
  };
  /** In order: time, what the clock shows, and the day with its zone where either is another than before. */
  const ticksOf = ([from, to], width) => {
    const pixel = (to - from) / width;
    const times = roundTimes(from + EDGE * pixel, to - EDGE * pixel, stepOf(APART * pixel));
    if (times.length === 0) times.push((from + to) / 2);
    let before = '';
    return times.map((time) => {
      const [day, clock] = shownAt(time);
      const label = day + ' ' + zoneAt(time);
      const tick = { time, clock: time % MINUTE === 0 ? clock.slice(0, 5) : clock, day: label === before ? '' : label };
      before = label;
      return tick;
    });
  };
  const rate = (v) => { let i = 0; while (v > 2048 && i < 5) { v /= 1024; i++; } return v.toFixed(i ? 2 : 0) + ' ' + 'BKMGTP'[i] + '/s'; };
  const xOf = (t) => (t - shown[0]) / (shown[1] - shown[0]) * W;
  /** Buckets of the shown time in at most COLUMNS bars: the mean of what was recorded of each, the busiest of all. */
  const gather = () => {
    const step = Math.max(data.width, Math.ceil((shown[1] - shown[0]) / COLUMNS / data.width) * data.width);
    const found = new Map();
    for (const [at, read, write, covered, who, most] of data.buckets) {
      if (at + data.width <= shown[0] || at >= shown[1]) continue;
      const key = Math.floor(at / step) * step;
      const bar = found.get(key) || { at: key, read: 0, write: 0, covered: 0, who: '', most: -1 };
      bar.read += read; bar.write += write; bar.covered += covered;
      if (who !== undefined && most > bar.most) { bar.who = who; bar.most = most; }
      found.set(key, bar);
    }
    const perSecond = (bytes, covered) => bytes / Math.max(1, covered) * 1000;
    bars = [...found.values()].map((b) => ({ ...b, end: b.at + step, read: perSecond(b.read, b.covered), write: perSecond(b.write, b.covered) }));
  };
  /** Slanted lines where no bar is: one path for each such time. */
  const hatches = () => {
    const paths = [];
    let until = shown[0];
    for (const { at, end } of [...bars, { at: shown[1], end: shown[1] }]) {
      const [a, b] = [xOf(until), Math.min(W, xOf(at))];
      let d = '';
      for (let x = Math.floor(a / 8) * 8 - 2 * TALL; x < b; x += 8) {
        const [from, to] = [Math.max(x, a), Math.min(x + 2 * TALL, b)];
        if (from < to) d += 'M' + from + ' ' + (MID + TALL - from + x) + 'L' + to + ' ' + (MID + TALL - to + x);
      }
      if (b - a >= 1 && d !== '') paths.push(node('path', { d, class: 'gap' }));
      until = Math.max(until, end);
    }
    return paths;
  };
  const draw = () => {
    W = svg.clientWidth || 1000;
    svg.setAttribute('viewBox', '0 0 ' + W + ' ' + H);
    gather();
    const most = Math.max(1, ...bars.map((b) => Math.max(b.read, b.write)));
    const nodes = [...hatches(), node('line', { x1: 0, x2: W, y1: MID, y2: MID, class: 'grid' })];
    for (const b of bars) {
      const x = xOf(b.at), width = Math.max(0.6, xOf(b.end) - x - 0.1);
      const up = b.read / most * TALL, down = b.write / most * TALL;
      nodes.push(node('rect', { x, width, y: MID - up, height: up, class: 'read' }));
      nodes.push(node('rect', { x, width, y: MID, height: down, class: 'write' }));
    }
    nodes.push(node('text', { x: 4, y: 12 }, rate(most) + ' read'), node('text', { x: 4, y: MID + TALL + 4 }, rate(most) + ' written'));
    for (const { time, clock, day } of ticksOf(shown, W)) {
      const x = xOf(time);
      nodes.push(node('line', { x1: x, x2: x, y1: MID + TALL + 10, y2: MID + TALL + 15, class: 'grid' }));
      nodes.push(node('text', { x, y: H - 18, 'text-anchor': 'middle' }, clock));
      if (day !== '') nodes.push(node('text', { x, y: H - 5, 'text-anchor': 'middle' }, day));
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
    const bar = bars.find((b) => b.at <= time && time < b.end);
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
    if (dragFrom === null) return;
    const [a, b] = [dragFrom, timeAt(event)].sort((x, y) => x - y);
    dragFrom = null;
    if (b - a > (shown[1] - shown[0]) / 100) zoomTo(a, b); else draw();
  });
  svg.addEventListener('pointercancel', () => { dragFrom = null; draw(); });
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
