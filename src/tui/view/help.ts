/** The page of help. */
import { padEnd, padStart, textWidth } from '../../render/text/text-width.ts';
import { helpLines, helpNameWidth } from '../core/help-text.ts';
import type { ModeOf, TuiState } from '../core/state.ts';
import { barLine, type Line, line, span } from '../terminal/line.ts';
import { sourceText } from './source-text.ts';

const TITLE = ' iotop: keys and columns';

export const helpPage = (state: TuiState, mode: ModeOf<'help'>): readonly Line[] => {
  const lines = helpLines(state, mode.search);
  const bodyRows = state.size.rows - 2;
  const nameWidth = helpNameWidth(state);
  const body = lines
    .slice(mode.top, mode.top + bodyRows)
    .map((entry) =>
      entry.kind === 'heading'
        ? line(span(entry.text, 'figure'))
        : line(
            span(` ${entry.text === '' ? entry.name : padEnd(entry.name, nameWidth - 2)} `, 'key'),
            span(entry.text),
          ),
    );
  const room = state.size.columns - textWidth(TITLE) - 2;
  const source = sourceText(state, room);
  return [
    barLine(
      'dialog-title',
      span(`${TITLE}  `, 'dialog-title'),
      span(padStart(source, room), 'dialog-title'),
    ),
    ...body,
  ];
};
