/** Names of keys: what the key table, the help and the tests call them. Source: xterm's ctlseqs, terminfo of linux and rxvt. */

/**
 * A key: the character it types, or a name such as `enter`, `left`, `ctrl-c`, `alt-b`, `shift-tab`.
 * Capital letters are their characters.
 */
export type KeyEvent = { readonly kind: 'key'; readonly key: string };

/** The key that sends a control character; undefined for one that is a character itself. */
export const keyOfControl = (character: string): string | undefined => {
  const named = CONTROLS[character];
  if (named !== undefined) return named;
  const code = character.charCodeAt(0);
  if (code >= 0x20) return undefined;
  // Letters by their small ones; the rest, such as the backslash, has none.
  return `ctrl-${String.fromCharCode(code + 0x40).toLowerCase()}`;
};

/** The key that sends a whole sequence `ESC [ …` or `ESC O …`; undefined for one we do not know. */
export const keyOfSequence = (sequence: string): KeyEvent | undefined => {
  const console = /^\x1b\[\[([A-E])$/.exec(sequence);
  if (console) return { kind: 'key', key: `f${(console[1] as string).charCodeAt(0) - 0x40}` };
  const parts = /^\x1b[[O](\d*)(?:;(\d+))?([@-~])$/.exec(sequence);
  if (!parts) return undefined;
  const [, number = '', modifiers, final = ''] = parts;
  const name = final === '~' ? nameOfNumber(number) : FINALS[final];
  return name === undefined ? undefined : { kind: 'key', key: modifierPrefix(modifiers) + name };
};

const nameOfNumber = (number: string): string | undefined => {
  const at = FUNCTION_KEYS.indexOf(number);
  return at < 0 ? NUMBERED[number] : `f${at + 1}`;
};

const CONTROLS: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\x7f': 'backspace',
  '\x1b': 'escape',
  '\0': 'ctrl-space',
};

const FINALS: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'shift-tab',
  M: 'enter',
};

const NUMBERED: Readonly<Record<string, string>> = {
  '1': 'home',
  '2': 'insert',
  '3': 'delete',
  '4': 'end',
  '5': 'page-up',
  '6': 'page-down',
  '7': 'home',
  '8': 'end',
};

/** The numbers of F1 to F12. */
const FUNCTION_KEYS = ['11', '12', '13', '14', '15', '17', '18', '19', '20', '21', '23', '24'];

/** xterm's modifier parameter: 1 + (1 shift, 2 alt, 4 control). */
const modifierPrefix = (parameter: string | undefined): string => {
  const bits = parameter === undefined ? 0 : Number(parameter) - 1;
  return `${bits & 4 ? 'ctrl-' : ''}${bits & 2 ? 'alt-' : ''}${bits & 1 ? 'shift-' : ''}`;
};

/** A key as it is written on keyboards: `Ctrl-C`, `F5`, `Space`. */
export const keyName = (key: string): string =>
  WRITTEN[key] ??
  (key.length === 1
    ? key
    : key.replace(/(^|-)([a-z])/g, (_, dash, letter) => dash + letter.toUpperCase()));

const WRITTEN: Readonly<Record<string, string>> = { ' ': 'Space', escape: 'Esc' };
