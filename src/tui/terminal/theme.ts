/**
 * Styles, which say what a text means, and what each looks like in five themes.
 *
 * A theme says nothing by colour alone: what matters is also bold, reversed, marked or worded.
 */
import type { TerminalAbilities } from './abilities.ts';

/** `mono` has attributes only, which every terminal since the VT100 can do. `colour-blind` has the colours of Okabe and Ito. */
export const THEME_NAMES = ['default', 'light', 'mono', 'colour-blind', '16-colour'] as const;
type ThemeName = (typeof THEME_NAMES)[number];

/**
 * SGR parameters (ECMA-48, section 8.3.117), without the brackets, in each theme, in the order of their names; one text: in all of them.
 * '' leaves the text as it is.
 */
const STYLES = {
  plain: '',
  /** Names of figures, hints: what the eye may skip. */
  label: ['38;5;110', '38;5;24', '', '38;5;110', '36'],
  figure: '1',
  /** Who does what to the disks; and that somebody waits and waits. */
  answer: '1',
  alarm: ['1;38;5;203', '1;38;5;124', '1;4', '1;4;38;5;208', '1;31'],
  /** The row of column titles, and the title the rows are sorted by. */
  title: '7',
  'title-sorted': '1;7',
  selected: ['48;5;24;38;5;255', '48;5;153;38;5;16', '7', '48;5;24;38;5;255', '30;46'],
  /** A task that ended. */
  ended: ['38;5;244', '38;5;246', '2', '38;5;244', '2'],
  /** The lines that group threads under their process. */
  tree: ['38;5;242', '38;5;248', '2', '38;5;242', '2'],
  /** Zeros, and rows that have nothing else. */
  nothing: ['38;5;244', '38;5;243', '2', '38;5;244', '2'],
  /** The largest parts of a whole. */
  warm: ['1;38;5;221', '1;38;5;130', '1', '1;38;5;221', '1;33'],
  'graph-read': ['38;5;79', '38;5;29', '', '38;5;74', '32'],
  'graph-write': ['38;5;176', '38;5;90', '', '38;5;208', '35'],
  'graph-wait': ['38;5;221', '38;5;130', '', '38;5;221', '33'],
  warning: ['38;5;221', '38;5;130', '1', '38;5;221', '33'],
  error: ['1;37;41', '1;37;41', '1;7', '1;30;48;5;208', '1;37;41'],
  good: ['32', '38;5;22', '1', '38;5;74', '32'],
  /** A key one may press. */
  key: ['1;38;5;117', '1;38;5;25', '1', '1;38;5;117', '1;36'],
  dialog: '',
  'dialog-title': [
    '48;5;24;1;38;5;255',
    '48;5;153;1;38;5;16',
    '1;7',
    '48;5;24;1;38;5;255',
    '30;46',
  ],
  /** A text being typed, and the cell the next character goes to. */
  input: '4',
  cursor: '7',
} as const;

export type Style = keyof typeof STYLES;

export const STYLE_NAMES = Object.keys(STYLES) as readonly Style[];

/** SGR parameters of each style. */
export type Theme = Readonly<Record<Style, string>>;

export const THEMES = Object.fromEntries(
  THEME_NAMES.map((name, index) => {
    const looks = Object.entries(STYLES).map(([style, look]) => [
      style,
      typeof look === 'string' ? look : look[index],
    ]);
    return [name, Object.fromEntries(looks)];
  }),
) as Readonly<Record<ThemeName, Theme>>;

/** The theme asked for as far as the terminal can show it. NO_COLOR (non-empty) wins over the choice of a theme. */
export const themeFor = (wanted: ThemeName, abilities: TerminalAbilities): ThemeName => {
  if (abilities.colours === 'none') return 'mono';
  if (abilities.colours === '16' && wanted !== 'mono') return '16-colour';
  return wanted;
};
