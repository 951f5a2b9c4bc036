/**
 * What we ask the terminal, and what it says of itself between the keys.
 *
 * A terminal that does not answer is asked no more for a while. Where the cursor stands tells whether another program wrote on the screen:
 * `wall`, a job in the background.
 *
 * Sources: ECMA-48 (DSR 6, CPR), xterm's ctlseqs (OSC 11, focus reports of private mode 1004).
 */
import { ASK_BACKGROUND, type Background, backgroundOf } from './background.ts';

export type TerminalReport =
  | { readonly kind: 'background'; readonly background: Background }
  /** `row;column`, to be compared. */
  | { readonly kind: 'cursor'; readonly at: string }
  /** Its window has the keyboard again. */
  | { readonly kind: 'focus' };

/** @param text between `ESC ]` and its end @returns undefined: not what we asked for */
export const reportOfString = (text: string): TerminalReport | undefined => {
  const background = backgroundOf(text);
  return background === undefined ? undefined : { kind: 'background', background };
};

export const reportOfSequence = (sequence: string): TerminalReport | undefined => {
  if (sequence === '\x1b[I') return { kind: 'focus' };
  // In the first row a report looks like F3 with a modifier.
  const at = /^\x1b\[(?!1;[2-8]R)(\d+;\d+)R$/.exec(sequence)?.[1];
  return at === undefined ? undefined : { kind: 'cursor', at };
};

/** Ends every frame: where the cursor stands until the next. Lines of another program begin below, and scroll nothing away. */
export const PARK = '\x1b[2;1H';

/** ms that an answer is waited for before the terminal is given back: it would be typed into the shell. */
const LONGEST_WAY = 300;
/** ms after which one who has not answered is asked again. */
const PATIENCE = 30_000;

export class Questions {
  readonly #now: () => number;
  /** When each question was asked that has no answer yet. */
  readonly #asked = new Map<'background' | 'cursor', number>();
  /** Where the terminal says that the cursor stands when we parked it; undefined: not asked yet. */
  #parked: string | undefined;

  /** @param now milliseconds on a clock that only goes on */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns what to send */
  askBackground(): string {
    this.#asked.set('background', this.#now());
    return ASK_BACKGROUND;
  }

  /** To be sent when nothing but the parking was sent before. @returns what to send, '' while an answer is awaited */
  askCursor(): string {
    const before = this.#asked.get('cursor');
    if (before !== undefined && this.#now() - before < PATIENCE) return '';
    this.#asked.set('cursor', this.#now());
    return '\x1b[6n';
  }

  /** @returns whether another program has moved the cursor, and so written on the screen */
  hear(report: TerminalReport): boolean {
    if (report.kind === 'focus') return false;
    this.#asked.delete(report.kind);
    if (report.kind === 'background') return false;
    const isMoved = this.#parked !== undefined && this.#parked !== report.at;
    this.#parked = isMoved ? undefined : report.at;
    return isMoved;
  }

  /** ms for which answers may still be on their way. */
  awaited(): number {
    const times = [...this.#asked.values()];
    return times.length === 0 ? 0 : Math.max(0, Math.max(...times) + LONGEST_WAY - this.#now());
  }

  /** @param text what came from the terminal since it was given back @returns whether all answers are in it */
  areAllIn(text: string): boolean {
    return [...this.#asked.keys()].every((kind) => ENDS[kind].test(text));
  }
}

const ENDS = { background: /\x07|\x1b\\/, cursor: /R/ } as const;
