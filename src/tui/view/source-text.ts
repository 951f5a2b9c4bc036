/** Where the figures come from, and what of the machine has no row in the header. */
import { bytes, bytesPerSecond } from '../../lib/units.ts';
import { taskUnitOf } from '../../model/units/unit.ts';
import { lengthOf } from '../../model/view/report.ts';
import { selectedIn } from '../../model/view/selection.ts';
import { counted } from '../../render/text/counted.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { cutToWidth } from '../../render/text/text-width.ts';
import type { Sample } from '../../sample/sample.ts';
import type { TuiState } from '../core/state.ts';
import { rateText, shareText, shownDisks } from './header-cells.ts';

/**
 * `web1  bpf  every 1 s  5 active of 205 tasks  self 1 %`. In a replay the row of the time has the host, and our interval is not the
 * recording's. A host with a long name gives way, then whole facts: a figure that is cut is another figure.
 */
export const sourceText = (state: TuiState, width: number): string => {
  const { rights, sample, settings } = state;
  if (sample === undefined) return '';
  const isReplay = rights === 'replay';
  const every = isReplay ? [] : [`every ${settings.interval / 1000} s`];
  const own = state.ownShare === undefined ? [] : [`self ${shareText(state.ownShare)}`];
  const others = [...moreDisks(state, sample), ...otherDevice(state)];
  let shown = [[sample.engine], every, [tasks(sample, state)], others, own];
  for (const least of [every, own, others]) {
    if (textOf(shown).length <= width) break;
    shown = shown.filter((facts) => facts !== least);
  }
  const facts = textOf(shown);
  const host = isReplay ? '' : cutToWidth(sanitize(sample.host), width - facts.length - 2);
  return cutToWidth(host === '' ? facts : `${host}  ${facts}`, width);
};

const textOf = (facts: readonly (readonly string[])[]): string => facts.flat().join('  ');

/** How many of the living did something, and how many ended, both of those the list may show; and how many live in all. */
const tasks = (sample: Sample, { selection, settings }: TuiState): string => {
  const { taskCount } = sample;
  let active = 0;
  let ended = 0;
  const isSelected = selectedIn(sample, selection, taskUnitOf(settings.unit));
  for (const entry of sample.tasks) {
    if (!isSelected(entry)) continue;
    if (!entry.ended) active += 1;
    else if (!entry.endedBefore) ended += 1;
  }
  const living = taskCount === undefined ? '' : ` of ${taskCount} tasks`;
  return `${active} active${living}${ended === 0 ? '' : `, ${ended} ended`}`;
};

/** What the disks without a row moved. */
const moreDisks = (state: TuiState, sample: Sample): readonly string[] => {
  const rest = new Set(state.memory.disks.names);
  for (const name of shownDisks(state)) rest.delete(name);
  if (rest.size === 0) return [];
  let moved = 0;
  for (const { name, readBytes, writeBytes } of sample.system.devices ?? [])
    if (rest.has(name)) moved += readBytes + writeBytes;
  const rate = bytesPerSecond(bytes(moved), lengthOf(sample));
  return [`${counted(rest.size, 'more disk')} ${rateText(state, rate)}`];
};

/** The busiest device that sits on others: its figures are in theirs too. */
const otherDevice = (state: TuiState): readonly string[] => {
  const disks = new Set(state.memory.disks.names);
  const busiest = state.report?.header.others.find(({ name }) => !disks.has(name));
  if (busiest === undefined) return [];
  return [`${sanitize(busiest.name)} ${rateText(state, busiest.read.rate + busiest.write.rate)}`];
};
