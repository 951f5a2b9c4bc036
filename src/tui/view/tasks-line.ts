/** The row of what the tasks shown did, how much the disks did besides, and how long tasks stood still. */
import { backlogIn } from '../../model/answer/backlog.ts';
import { isHidden, seesEverybody } from '../../model/answer/seen.ts';
import { lengthOf } from '../../model/view/report.ts';
import { backlogText } from '../../render/text/answer-text.ts';
import { formatBytes, UNKNOWN } from '../../render/text/cell.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { cutToWidth, padEnd, textWidth } from '../../render/text/text-width.ts';
import { seesOwnTasksOnly } from '../core/notices.ts';
import type { TuiState } from '../core/state.ts';
import { type Line, line, span } from '../terminal/line.ts';
import { FIGURE, figureCell, GAP, headerCells, rateText, shareText } from './header-cells.ts';

export const tasksLine = (state: TuiState): Line => {
  const cells = headerCells(state);
  const moved = (way: 'read' | 'write'): string => figureCell(way, cells, movedText(state, way));
  const between = ' '.repeat(cells.spark === 0 ? 1 : cells.spark + GAP);
  const sums = ` ${moved('read')}${between}${moved('write')}`;
  const room = state.size.columns - cells.name - sums.length;
  return line(
    span(padEnd('tasks', cells.name), 'figure'),
    span(sums),
    span(besideSums(state, room), 'label'),
  );
};

const movedText = (state: TuiState, way: 'read' | 'write'): string => {
  const { report, settings } = state;
  const amount = report?.header[way];
  if (amount === undefined) return UNKNOWN;
  return settings.measure === 'total'
    ? formatBytes(amount.bytes, '', settings, FIGURE)
    : rateText(state, amount.rate);
};

/** Whose figures these are comes before all else: nobody shall take a part for the whole. */
const besideSums = (state: TuiState, room: number): string => {
  const whose = whoseText(state);
  const stalled = stalledText(state);
  const left = room - GAP - textWidth(stalled);
  if (whose !== '' && left < textWidth(whose)) return shortened(whose, room);
  const besides = whose === '' ? besidesIn(state, left) : whose;
  if (besides === undefined) return room < GAP + stalled.length ? '' : `  ${stalled}`;
  // So that it stays where it is whether or not something stands before it.
  const before = Math.min(left, Math.max(BESIDES, textWidth(besides)));
  return `${padEnd(besides, before)}  ${stalled}`;
};

/** As much of it as there is room for; undefined: none at all. */
const besidesIn = (state: TuiState, room: number): string | undefined => {
  const [besides, waits] = [besidesText(state), waitsText(state)];
  return [besides + waits, waits, besides].find((text) => textWidth(text) <= room);
};

/** What waits to be written, where that is much: of the whole machine. */
const waitsText = ({ sample, settings }: TuiState): string => {
  const backlog = sample && backlogIn(sample);
  return backlog === undefined ? '' : `, ${backlogText(backlog, settings)} to be written`;
};

/** ` (fio only)`; empty: of all tasks. */
const whoseText = (state: TuiState): string => {
  const { settings, selection, sample } = state;
  const gaps = sample?.gaps ?? [];
  if (settings.filter !== '') return ` (${sanitize(settings.filter)} only)`;
  if (selection.ids.size + selection.uids.size > 0 || isHidden(gaps, 'unchosen-tasks'))
    return ' (chosen tasks only)';
  if (seesOwnTasksOnly(state)) return ' (your own only)';
  return selection.devices === undefined ? '' : ` (${sanitize(selection.devices.join(' '))} only)`;
};

const shortened = (whose: string, room: number): string => {
  if (textWidth(whose) <= room) return whose;
  const end = '… only)';
  return cutToWidth(cutToWidth(whose, Math.max(0, room - end.length)) + end, room);
};

/**
 * What the disks were asked to write for the tasks, where it is not about what those were charged. Where nobody watched: what the disks wrote and no
 * task was charged for in the interval, or the other way round. Where not all is known, nothing.
 */
const besidesText = (state: TuiState): string => {
  const { report, sample, settings } = state;
  if (report === undefined || sample === undefined || settings.measure !== 'rate') return '';
  const { unattributed, write, toDisk, currentWrite } = report.header;
  if (toDisk !== undefined) {
    const isMuch = isNotable(toDisk.rate - write.rate, write.rate, toDisk.rate);
    return isMuch ? ` (${rateText(state, toDisk.rate)} to disk)` : '';
  }
  if (unattributed === undefined || currentWrite === undefined) return '';
  if (!seesEverybody(sample.gaps)) return '';
  const { rate } = unattributed.write;
  if (!isNotable(rate, write.rate, currentWrite.rate)) return '';
  const text = rateText(state, Math.abs(rate));
  return rate > 0 ? ` + ${text} write-back` : ` (${text} not on disk)`;
};

const isNotable = (difference: number, ...rates: readonly number[]): boolean =>
  Math.abs(difference) >= NOTABLE * Math.max(LEAST, ...rates);

/** A smaller part is not worth a word; nor is it of less than this many bytes a second. */
const NOTABLE = 0.05;
const LEAST = 2 ** 20;
const BESIDES = ' (20.1 M/s not on disk)'.length;

/** For what part of the time some task, and where there is room all tasks, waited for I/O. */
const stalledText = ({ sample, size }: TuiState): string => {
  const { ioSome, ioFull } = sample?.system.pressure ?? {};
  if (sample === undefined || ioSome === undefined) return '';
  const share = (stall: number): string => shareText(stall / Math.max(1, lengthOf(sample)));
  const all = ioFull === undefined || size.columns < WIDE ? '' : `, all tasks ${share(ioFull)}`;
  return `stalled ${share(ioSome)}${all}`;
};

const WIDE = 100;
