/**
 * Styles, which say what a text means, and what each looks like in every look: a theme on a kind of terminal.
 *
 * No look says anything by colour alone: what matters is also bold, reversed, marked or worded.
 */
import type { TerminalAbilities } from './abilities.ts';

/**
 * What may be asked for. `default`: dark or light, as the terminal is. `mono` has attributes only, which every terminal since the VT100
 * can do. `colour-blind` has the colours of Okabe and Ito.
 */
export const THEME_NAMES = [
  'default',
  'dark',
  'light',
  'mono',
  'colour-blind',
  '16-colour',
] as const;
type ThemeName = (typeof THEME_NAMES)[number];

/** In the order of the columns below. */
export const LOOK_NAMES = [
  'dark',
  'light',
  'mono',
  'colour-blind',
  'colour-blind-light',
  '16-colour',
  '16-colour-light',
] as const;
type LookName = (typeof LOOK_NAMES)[number];

/**
 * SGR parameters (ECMA-48, section 8.3.117), without the brackets, in each look, in the order of their names; one text: in all of them.
 * '' leaves the text as it is.
 */
const STYLES = {
  plain: '',
  /** Names of figures, hints: what the eye may skip. */
  label: ['38;5;110', '38;5;24', '', '38;5;110', '38;5;24', '36', '34'],
  figure: '1',
  /** Who does what to the disks; and that somebody waits and waits. */
  answer: '1',
  alarm: ['1;38;5;203', '1;38;5;124', '1;4', '1;4;38;5;208', '1;4;38;5;130', '1;31', '1;31'],
  /** The row of column titles, and the title the rows are sorted by. */
  title: '7',
  'title-sorted': '1;7',
  selected: [
    '48;5;24;38;5;255',
    '48;5;153;38;5;16',
    '7',
    '48;5;24;38;5;255',
    '48;5;153;38;5;16',
    '30;46',
    '30;46',
  ],
  /** The largest parts of a whole, and who waits and waits, there: in colours that can be read on its own. */
  'selected-warm': '1',
  'selected-alarm': [
    '1;37;41',
    '1;37;41',
    '1;4',
    '1;30;48;5;208',
    '1;30;48;5;208',
    '1;37;41',
    '1;37;41',
  ],
  /** A task that ended. */
  ended: ['38;5;244', '38;5;243', '2', '38;5;244', '38;5;243', '2', '2'],
  /** The lines that group threads under their process. */
  tree: ['38;5;242', '38;5;246', '2', '38;5;242', '38;5;246', '2', '2'],
  /** Zeros, and rows that have nothing else. */
  nothing: ['38;5;244', '38;5;243', '2', '38;5;244', '38;5;243', '2', '2'],
  /** The largest parts of a whole. */
  warm: ['1;38;5;221', '1;38;5;130', '1', '1;38;5;221', '1;38;5;25', '1;33', '1;35'],
  'graph-read': ['38;5;79', '38;5;29', '', '38;5;74', '38;5;25', '32', '32'],
  'graph-write': ['38;5;176', '38;5;90', '', '38;5;208', '38;5;130', '35', '35'],
  'graph-wait': ['38;5;221', '38;5;130', '', '38;5;221', '38;5;94', '33', '31'],
  warning: ['38;5;221', '38;5;130', '1', '38;5;221', '38;5;130', '33', '31'],
  error: ['1;37;41', '1;37;41', '1;7', '1;30;48;5;208', '1;30;48;5;208', '1;37;41', '1;37;41'],
  good: ['32', '38;5;22', '1', '38;5;74', '38;5;25', '32', '32'],
  /** A key one may press. */
  key: ['1;38;5;117', '1;38;5;25', '1', '1;38;5;117', '1;38;5;25', '1;36', '1;34'],
  dialog: '',
  'dialog-title': [
    '48;5;24;1;38;5;255',
    '48;5;153;1;38;5;16',
    '1;7',
    '48;5;24;1;38;5;255',
    '48;5;153;1;38;5;16',
    '30;46',
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

export const LOOKS = Object.fromEntries(
  LOOK_NAMES.map((name, index) => {
    const looks = Object.entries(STYLES).map(([style, look]) => [
      style,
      typeof look === 'string' ? look : look[index],
    ]);
    return [name, Object.fromEntries(looks)];
  }),
) as Readonly<Record<LookName, Theme>>;

/**
 * The look of a theme on this terminal, dark where nobody says that it is light. NO_COLOR (non-empty) wins over the choice of a theme.
 */
export const lookFor = (
  wanted: ThemeName,
  { colours, background = 'dark' }: TerminalAbilities,
): LookName => {
  if (colours === 'none' || wanted === 'mono') return 'mono';
  const shade = wanted === 'light' || wanted === 'dark' ? wanted : background;
  if (colours === '16' || wanted === '16-colour')
    return shade === 'light' ? '16-colour-light' : '16-colour';
  if (wanted !== 'colour-blind') return shade;
  return shade === 'light' ? 'colour-blind-light' : 'colour-blind';
};
