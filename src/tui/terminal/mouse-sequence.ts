/** The mouse as SGR reports (private mode 1006): `ESC [ < button ; column ; row M` pressed, `m` released. Source: xterm's ctlseqs. */

export type MouseEvent = {
  readonly kind: 'mouse';
  readonly action: 'press' | 'wheel-up' | 'wheel-down';
  /** From 0, the screen's upper left cell. */
  readonly column: number;
  readonly row: number;
};

/** The left button's press and the wheel; undefined for all else (releases, movement, other buttons). */
export const mouseOfSequence = (sequence: string): MouseEvent | undefined => {
  const parts = /^\x1b\[<(\d{1,5});(\d{1,5});(\d{1,5})M$/.exec(sequence);
  if (!parts) return undefined;
  const action = ACTIONS[Number(parts[1]) & ~MODIFIERS];
  if (action === undefined) return undefined;
  const column = Math.max(0, Number(parts[2]) - 1);
  const row = Math.max(0, Number(parts[3]) - 1);
  return { kind: 'mouse', action, column, row };
};

/** Shift, meta and control held: the click means the same. */
const MODIFIERS = 4 | 8 | 16;

const ACTIONS: Readonly<Record<number, MouseEvent['action']>> = {
  0: 'press',
  64: 'wheel-up',
  65: 'wheel-down',
};
