/**
 * What the view is made of: rows of spans whose style says what they *mean*. Colours come later, from a theme.
 *
 * Text in a span has passed `sanitize` where anybody else could choose it.
 */

export type Style =
  | 'plain'
  /** Names of figures, hints: what the eye may skip. */
  | 'label'
  | 'figure'
  /** The first row. */
  | 'header'
  /** The row of column titles, and the title the rows are sorted by. */
  | 'title'
  | 'title-sorted'
  | 'selected'
  /** A task that ended. */
  | 'ended'
  /** The lines that group threads under their process. */
  | 'tree'
  /** Shares of time, by how bad they are. */
  | 'share-low'
  | 'share-medium'
  | 'share-high'
  | 'graph-read'
  | 'graph-write'
  | 'graph-wait'
  | 'warning'
  | 'error'
  | 'good'
  /** A key one may press. */
  | 'key'
  | 'dialog'
  | 'dialog-title'
  /** A text being typed, and the cell the next character goes to. */
  | 'input'
  | 'cursor';

export type Span = { readonly text: string; readonly style: Style };

/** One row. `base` lies under all spans and fills the row to the screen's edge. */
export type Line = { readonly spans: readonly Span[]; readonly base: Style };

/** The rows of a screen, from the top; rows beyond the last are blank. */
export type Frame = readonly Line[];

export const span = (text: string, style: Style = 'plain'): Span => ({ text, style });

export const line = (...spans: readonly Span[]): Line => ({ spans, base: 'plain' });

/** A row whose `base` reaches from edge to edge. */
export const barLine = (base: Style, ...spans: readonly Span[]): Line => ({ spans, base });

export const BLANK: Line = line();
