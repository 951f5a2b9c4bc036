/** What the terminal can show, as far as the environment says. */
import { defined } from '../../lib/defined.ts';
import { type Background, backgroundIn } from './background.ts';

/** What the environment says of the terminal. */
export type TerminalAbilities = {
  readonly colours: 'none' | '16' | '256';
  /** Whether characters beyond ASCII arrive whole: braille graphs, lines, names as they are. No console and no VT has them all. */
  readonly unicode: boolean;
  /** As the environment or the terminal itself says; absent: neither does. */
  readonly background?: Background;
};

/** @param env the process's environment: TERM, COLORTERM, COLORFGBG, NO_COLOR, LC_ALL, LC_CTYPE, LANG */
export const terminalAbilities = (
  env: Readonly<Record<string, string | undefined>>,
): TerminalAbilities => ({
  colours: coloursOf(env),
  unicode: isUtf8(env) && !/^(?:linux|vt\d)/.test(env.TERM ?? ''),
  ...defined({ background: backgroundIn(env) }),
});

/** Why the terminal cannot be drawn on at all: one that is dumb, or does not say what it is, gets lines instead. */
export const whyNotDrawn = ({
  TERM = '',
}: Readonly<Record<string, string | undefined>>): string | undefined =>
  TERM === '' ? 'TERM is not set' : TERM === 'dumb' ? 'TERM=dumb' : undefined;

const coloursOf = (env: Readonly<Record<string, string | undefined>>): '16' | '256' | 'none' => {
  const term = env.TERM ?? '';
  if ((env.NO_COLOR ?? '') !== '') return 'none';
  if (term === '' || term === 'dumb' || /^vt\d|mono|-m$/.test(term)) return 'none';
  const many = (env.COLORTERM ?? '') !== '' || /256|direct|kitty|ghostty|alacritty|foot/.test(term);
  return many ? '256' : '16';
};

/** As setlocale(3) chooses the character set: the first of the three that is set and not empty. */
const isUtf8 = (env: Readonly<Record<string, string | undefined>>): boolean => {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => (value ?? '') !== '');
  return /utf-?8/i.test(locale ?? '');
};
