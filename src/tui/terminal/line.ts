/** What the view is made of: rows of spans. Text in a span has passed `sanitize` where anybody else could choose it. */
import type { Style } from './theme.ts';

export type Span = {
  readonly text: string;
  readonly style: Style;
  /** The key that a click presses, in the last row or above the table. */
  readonly presses?: string;
};

/** One row. `base` lies under all spans and fills the row to the screen's edge. */
export type Line = { readonly spans: readonly Span[]; readonly base: Style };

/** The rows of a screen, from the top; rows beyond the last are blank. */
export type Frame = readonly Line[];

export const span = (text: string, style: Style = 'plain'): Span => ({ text, style });

/** A click on it presses `key`. */
export const pressing = (key: string, text: string, style: Style): Span => ({
  ...span(text, style),
  presses: key,
});

export const line = (...spans: readonly Span[]): Line => ({ spans, base: 'plain' });

/** A row whose `base` reaches from edge to edge. */
export const barLine = (base: Style, ...spans: readonly Span[]): Line => ({ spans, base });

export const BLANK: Line = line();
