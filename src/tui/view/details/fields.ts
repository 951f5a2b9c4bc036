/** Rows of a page that begin with the name of what they say, and the figures in them. */
import { formatBytes, UNKNOWN } from '../../../render/text/cell.ts';
import { sanitize } from '../../../render/text/sanitize.ts';
import { padEnd, wrap } from '../../../render/text/text-width.ts';
import type { TuiState } from '../../core/state.ts';
import { type Line, line, type Span, span } from '../../terminal/line.ts';
import type { Size } from '../../terminal/terminal.ts';
import type { Style } from '../../terminal/theme.ts';

/** Three digits: `20.1 M/s`; of an amount without the last two letters. Nothing is `0`, and what is not known `-`. */
export const bytesText = (
  amount: number | undefined,
  suffix: '' | '/s',
  { settings }: TuiState,
): string =>
  amount === undefined
    ? UNKNOWN
    : amount === 0
      ? '0'
      : formatBytes(amount, suffix, settings, '20.1 M'.length + suffix.length);

/** Cells of the names. */
export const LABEL = 11;

export const labelled = (label: string, ...spans: readonly Span[]): Line =>
  line(span(padEnd(label, LABEL), 'label'), ...spans);

/** Over as many rows as it takes: the page scrolls. @param text may hold anything */
export const fieldRows = (
  label: string,
  text: string,
  { columns }: Size,
  style: Style = 'plain',
): readonly Line[] =>
  wrap(sanitize(text), columns - LABEL).map((part, row) =>
    labelled(row === 0 ? label : '', span(part, style)),
  );
