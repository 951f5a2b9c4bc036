/** The screen as a function of the state. */

import type { TuiState } from '../core/state.ts';
import { glyphsOf, withAsciiGlyphs } from '../settings/glyphs.ts';
import { layoutOf } from '../table/layout.ts';
import { BLANK, type Frame, type Line } from '../terminal/line.ts';
import { detailsPage } from './details/page.ts';
import { dialogLines } from './dialogs.ts';
import { footerLine } from './footer.ts';
import { groupLine } from './group-text.ts';
import { headerLines } from './header.ts';
import { helpPage } from './help.ts';
import { bodyLines, emptyLine, titleLine } from './table.ts';

export const view = (state: TuiState): Frame => {
  const { footerRows } = layoutOf(state);
  const rows = state.size.rows - footerRows;
  const page = overlaid(pageOf(state, rows), dialogLines(state, rows));
  const frame = footerRows === 0 ? page : [...page, footerLine(state)];
  return glyphsOf(state) === 'ascii' ? frame.map(inAscii) : frame;
};

const inAscii = ({ spans, base }: Line): Line => ({
  spans: spans.map((each) => ({ ...each, text: withAsciiGlyphs(each.text) })),
  base,
});

/** What lies over the whole table needs the row of the group too. */
const pageOf = (state: TuiState, rows: number): readonly Line[] => {
  const { groupRows } = layoutOf(state);
  const { kind } = state.mode;
  if (groupRows === 0 || kind === 'help' || kind === 'details')
    return filled(pageLines(state), rows);
  return [...filled(pageLines(state), rows - 1), groupLine(state)];
};

const pageLines = (state: TuiState): readonly Line[] => {
  const { mode } = state;
  if (mode.kind === 'help') return helpPage(state, mode);
  if (mode.kind === 'details') return detailsPage(state, mode);
  const body = state.rows.length === 0 ? [emptyLine(state)] : bodyLines(state);
  return [...headerLines(state), titleLine(state), ...body];
};

const filled = (lines: readonly Line[], rows: number): readonly Line[] =>
  Array.from({ length: Math.max(0, rows) }, (_, row) => lines[row] ?? BLANK);

/** The dialog's rows take the place of the last ones. */
const overlaid = (page: readonly Line[], dialog: readonly Line[]): readonly Line[] => [
  ...page.slice(0, Math.max(0, page.length - dialog.length)),
  ...dialog,
];
