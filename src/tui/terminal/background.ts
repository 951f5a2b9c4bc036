/**
 * Whether the terminal is dark or light, as its environment or the terminal itself says.
 *
 * Sources: xterm's ctlseqs (OSC 11, the background of text: `?` asks, the answer has the same form), rxvt (COLORFGBG).
 */

export type Background = 'dark' | 'light';

/** Asks the terminal for the colour of its background. */
export const ASK_BACKGROUND = '\x1b]11;?\x1b\\';

/** COLORFGBG is `foreground;background`, numbers of the 16 colours, with another word between them at times. */
export const backgroundIn = ({
  COLORFGBG = '',
}: Readonly<Record<string, string | undefined>>): Background | undefined => {
  const colour = /^[^;]*;(?:[^;]*;)?(\d|1[0-5])$/.exec(COLORFGBG)?.[1];
  if (colour === undefined) return undefined;
  return colour === '7' || Number(colour) > 8 ? 'light' : 'dark';
};

/**
 * Whether the terminal is of a family that swallows control strings it does not know. Others could print them; the Linux console is
 * dark whatever it says.
 */
export const takesStrings = ({
  TERM = '',
}: Readonly<Record<string, string | undefined>>): boolean => STRING_TAKERS.test(TERM);

const STRING_TAKERS =
  /^(?:xterm|rxvt|tmux|screen|alacritty|foot|kitty|ghostty|wezterm|konsole|gnome|vte|st|contour|mlterm|iterm|putty|mintty)/i;

/** @param answer what stands between `ESC ]` and its end @returns undefined where it is none, or no colour we can read */
export const backgroundOf = (answer: string): Background | undefined => {
  const [, ...parts] = ANSWER.exec(answer) ?? [];
  const [red, green, blue] = parts.map(
    (digits) => Number.parseInt(digits, 16) / 16 ** digits.length,
  );
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return LUMA.red * red + LUMA.green * green + LUMA.blue * blue < 0.5 ? 'dark' : 'light';
};

/** `11;rgb:RRRR/GGGG/BBBB`, of one to four digits each; with `rgba` the opacity follows. */
const ANSWER = /^11;rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})(?:\/[0-9a-f]{1,4})?$/i;

/** How bright each colour is to the eye (ITU-R BT.709). */
const LUMA = { red: 0.2126, green: 0.7152, blue: 0.0722 };
