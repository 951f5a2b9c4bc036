/** The page of help. */
import { padEnd } from '../../render/text/text-width.ts';
import { helpLines, helpNameWidth } from '../core/help-text.ts';
import type { ModeOf, TuiState } from '../core/state.ts';
import { barLine, type Line, line, span } from '../terminal/line.ts';

export const helpPage = (state: TuiState, mode: ModeOf<'help'>): readonly Line[] => {
  const lines = helpLines(state, mode.search);
  const room = state.size.rows - 2;
  const nameWidth = helpNameWidth(state);
  const body = lines
    .slice(mode.top, mode.top + room)
    .map((entry) =>
      entry.kind === 'heading'
        ? line(span(entry.text, 'figure'))
        : line(span(` ${padEnd(entry.name, nameWidth - 2)} `, 'key'), span(entry.text)),
    );
  const found = lines.length === 0 ? [line(span('nothing found', 'label'))] : body;
  return [barLine('dialog-title', span(' iotop: keys and columns', 'dialog-title')), ...found];
};
