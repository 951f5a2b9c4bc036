/**
 * Writes frames to a terminal: only what changed, in one write, between the brackets of a synchronized update
 * (private mode 2026: the terminal shows all of it at once; those that do not know it ignore it).
 *
 * A terminal that has not taken the last frame yet does not get another: frames are skipped, never queued.
 */
import { type Cells, cellsOf } from './cells.ts';
import { changedCells, type Pen, PLAIN } from './changed-cells.ts';
import { BLANK, type Frame } from './line.ts';
import { type DrawOptions, paintLine } from './paint-line.ts';
import { PARK } from './questions.ts';

/** Where bytes go; never blocks. */
export interface Output {
  /** @returns how many bytes were taken; fewer than given, or 0, when the terminal is slow; 'gone' when there is none */
  write(bytes: Uint8Array): number | 'gone';
  /** Absent: nothing is asked. @returns what to send before a frame that follows another */
  question?(): string;
}

type Drawn =
  /** The terminal has it all, or nothing had changed. */
  | 'shown'
  /** Part of this frame or of an earlier one still waits: call `flush` later, then draw what is then latest. */
  | 'waiting'
  | 'gone';

export class Screen {
  readonly #output: Output;
  /** What the terminal shows, and how it was drawn. */
  #rows: Cells[] = [];
  #options: DrawOptions | undefined;
  #pending: Uint8Array = new Uint8Array(0);
  #blank = true;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Shows `frame` on `rows` rows; a waiting terminal gets nothing new. */
  draw(frame: Frame, rows: number, options: DrawOptions): Drawn {
    if (this.#pending.length > 0) {
      const earlier = this.flush();
      if (earlier !== 'shown') return earlier;
    }
    const known = isSamePaper(options, this.#options) ? this.#rows : [];
    const shown: Cells[] = [];
    let changes = '';
    const pen: Pen = { look: PLAIN };
    const by = { theme: options.theme, pen };
    for (let row = 0; row < rows; row++) {
      const line = frame[row] ?? BLANK;
      const cells = cellsOf(line, options);
      const before = known[row];
      const changed = before && changedCells(row + 1, before, cells, by);
      if (changed === undefined) {
        changes += `\x1b[${row + 1};1H${paintLine(line, options)}`;
        pen.look = PLAIN;
      } else changes += changed;
      shown.push(cells);
    }
    const isFirst = this.#options === undefined;
    const cleared = this.#blank ? '\x1b[2J' : '';
    this.#rows = shown;
    this.#options = options;
    this.#blank = false;
    if (changes === '' && cleared === '') return 'shown';
    const { question } = this.#output;
    const asked = isFirst || question === undefined ? '' : question.call(this.#output);
    const parked = question === undefined ? '' : PARK;
    this.#pending = Buffer.from(
      `${asked}\x1b[?2026h${PLAIN}${cleared}${changes}${pen.look === PLAIN ? '' : PLAIN}${parked}\x1b[?2026l`,
    );
    return this.flush();
  }

  /** Hands over what waits. */
  flush(): Drawn {
    while (this.#pending.length > 0) {
      const taken = this.#output.write(this.#pending);
      if (taken === 'gone') return 'gone';
      if (taken === 0) return 'waiting';
      this.#pending = this.#pending.subarray(taken);
    }
    return 'shown';
  }

  /**
   * The next frame is drawn whole. `lost`: the terminal no longer shows what was drawn (a resize, a return from suspension); `doubtful`:
   * perhaps not all of it. Then what still waits is sent all the same, and nothing is blanked first, which would flicker.
   */
  forget(shown: 'lost' | 'doubtful' = 'lost'): void {
    this.#rows = [];
    if (shown === 'doubtful') return;
    this.#options = undefined;
    this.#pending = new Uint8Array(0);
    this.#blank = true;
  }
}

const isSamePaper = (one: DrawOptions, other: DrawOptions | undefined): boolean =>
  one.columns === other?.columns && one.theme === other.theme && one.unicode === other.unicode;
