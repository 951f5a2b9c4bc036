/**
 * The part of the page's script that labels the timeline: times in the report's own zone, at round times, as many as fit.
 * `data.zones` says since when the clocks were ahead of UTC by how many minutes.
 */
export const REPORT_TICKS = `const two = (n) => String(n).padStart(2, '0');
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
  };`;
