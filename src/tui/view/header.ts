/** The rows above the table: the answer, the busiest disks, what all tasks did. */

import { answerOf } from '../../model/answer/answer.ts';
import { asCalled } from '../../render/as-called.ts';
import { answerParts } from '../../render/text/answer-text.ts';
import { textWidth } from '../../render/text/text-width.ts';
import { noticeMark } from '../core/notices.ts';
import type { TuiState } from '../core/state.ts';
import { glyphsOf } from '../settings/glyphs.ts';
import { layoutOf } from '../table/layout.ts';
import { type Line, line, pressing, type Span, span } from '../terminal/line.ts';
import { diskLines } from './disk-lines.ts';
import { isNarrow } from './header-cells.ts';
import { sourceText } from './source-text.ts';
import { tapeLines } from './tape-lines.ts';
import { tasksLine } from './tasks-line.ts';

export const headerLines = (state: TuiState): readonly Line[] => {
  const { tasksRows, sourceRows, noticeRows } = layoutOf(state);
  return [
    ...tapeLines(state),
    answerLine(state),
    ...diskLines(state),
    ...(tasksRows === 0 ? [] : [tasksLine(state)]),
    ...(sourceRows === 0 ? [] : [line(span(sourceText(state, state.size.columns), 'label'))]),
    ...(noticeRows === 0 ? [] : [ownTasksLine(state)]),
  ];
};

/** Who does it, whether something is not visible, and what time it is. */
const answerLine = (state: TuiState): Line => {
  const { sample, settings, size } = state;
  if (sample === undefined) return line(span('looking for the first time …', 'label'));
  const beside = [...markOfNotices(state), ...clock(state)];
  const room = size.columns - beside.reduce((sum, { text }) => sum + textWidth(text), 0);
  const glyphs = glyphsOf(state);
  const parts = answerParts(answerOf(sample), { scale: settings, width: room, glyphs });
  const answer = parts.map(({ text, tone }) => span(text, tone === 'alarm' ? 'alarm' : 'answer'));
  if (beside.length === 0) return line(...answer);
  const used = answer.reduce((sum, { text }) => sum + textWidth(text), 0);
  return line(...answer, span(' '.repeat(Math.max(0, room - used))), ...beside);
};

/** In a narrow window the footer has it. */
const markOfNotices = (state: TuiState): readonly Span[] => {
  const mark = noticeMark(state);
  return mark === '' || isNarrow(state) ? [] : [pressing('?', `  ${mark}`, 'warning')];
};

const clock = (state: TuiState): readonly Span[] => {
  const { rights, sample, settings } = state;
  if (settings.clock === 'hidden' || rights === 'replay' || sample === undefined) return [];
  const text = new Date(sample.wallTime).toTimeString().slice(0, 8);
  return isNarrow(state) ? [] : [span(`  ${text}`, 'label')];
};

/** Remedy first, and how much is not visible. */
const ownTasksLine = ({ rights, sample, called }: TuiState): Line => {
  const denied = sample?.gaps.find((gap) => gap.kind === 'tasks-denied');
  const count = denied?.kind === 'tasks-denied' ? ` (${denied.count} others not visible)` : '';
  const text =
    rights === 'replay'
      ? 'Only the tasks of one user: recorded without root'
      : asCalled('Only your own tasks: run sudo iotop', called);
  return line(span(text + count, 'warning'));
};
