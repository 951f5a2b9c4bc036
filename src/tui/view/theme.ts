/**
 * Colours: what each style looks like, as SGR parameters (ECMA-48, section 8.3.117), in five themes.
 *
 * A theme says nothing by colour alone: what matters is also bold, reversed, marked or worded.
 */
import type { TerminalAbilities } from '../terminal/abilities.ts';
import type { Style } from '../terminal/line.ts';

export const THEME_NAMES = ['default', 'light', 'mono', 'colour-blind', '16-colour'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

/** SGR parameters, without the brackets; '' leaves the text as it is. */
export type Theme = Readonly<Record<Style, string>>;

/** Attributes only: what every terminal since the VT100 can do. */
const MONO: Theme = {
  plain: '',
  label: '',
  figure: '1',
  header: '7',
  title: '7',
  'title-sorted': '1;7',
  selected: '7',
  ended: '2',
  tree: '2',
  'share-low': '',
  'share-medium': '1',
  'share-high': '1;4',
  'graph-read': '',
  'graph-write': '',
  'graph-wait': '',
  warning: '1',
  error: '1;7',
  good: '1',
  key: '1',
  dialog: '',
  'dialog-title': '1;7',
  input: '4',
  cursor: '7',
};

const SIXTEEN: Theme = {
  ...MONO,
  label: '36',
  selected: '30;46',
  'share-low': '32',
  'share-medium': '33',
  'share-high': '1;31',
  'graph-read': '32',
  'graph-write': '35',
  'graph-wait': '33',
  warning: '33',
  error: '1;37;41',
  good: '32',
  key: '1;36',
  'dialog-title': '30;46',
};

const DEFAULT: Theme = {
  ...SIXTEEN,
  label: '38;5;110',
  selected: '48;5;24;38;5;255',
  ended: '38;5;244',
  tree: '38;5;242',
  'share-low': '38;5;114',
  'share-medium': '38;5;221',
  'share-high': '1;38;5;203',
  'graph-read': '38;5;79',
  'graph-write': '38;5;176',
  'graph-wait': '38;5;221',
  warning: '38;5;221',
  key: '1;38;5;117',
  'dialog-title': '48;5;24;1;38;5;255',
};

const LIGHT: Theme = {
  ...SIXTEEN,
  label: '38;5;24',
  selected: '48;5;153;38;5;16',
  ended: '38;5;246',
  tree: '38;5;248',
  'share-low': '38;5;22',
  'share-medium': '38;5;130',
  'share-high': '1;38;5;124',
  'graph-read': '38;5;29',
  'graph-write': '38;5;90',
  'graph-wait': '38;5;130',
  warning: '38;5;130',
  good: '38;5;22',
  key: '1;38;5;25',
  'dialog-title': '48;5;153;1;38;5;16',
};

/** Okabe and Ito's colours, told apart with any kind of colour vision; high also by bold and underline. */
const COLOUR_BLIND: Theme = {
  ...DEFAULT,
  'share-low': '38;5;74',
  'share-medium': '38;5;221',
  'share-high': '1;4;38;5;208',
  'graph-read': '38;5;74',
  'graph-write': '38;5;208',
  'graph-wait': '38;5;221',
  error: '1;30;48;5;208',
  good: '38;5;74',
};

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  default: DEFAULT,
  light: LIGHT,
  mono: MONO,
  'colour-blind': COLOUR_BLIND,
  '16-colour': SIXTEEN,
};

/** The theme asked for as far as the terminal can show it. NO_COLOR (non-empty) wins over the choice of a theme. */
export const themeFor = (wanted: ThemeName, abilities: TerminalAbilities): ThemeName => {
  if (abilities.colours === 'none') return 'mono';
  if (abilities.colours === '16' && wanted !== 'mono') return '16-colour';
  return wanted;
};
