/** What a terminal shows after some output: the bytes go through a real emulator, and its rows are read back. */
import xterm from '@xterm/headless';

export type Size = { readonly columns: number; readonly rows: number };

/** An emulator that can be fed bit by bit. */
export class ShownScreen {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;

  constructor(size: Size) {
    this.#terminal = new xterm.Terminal({
      cols: size.columns,
      rows: size.rows,
      allowProposedApi: true,
      scrollback: 0,
    });
  }

  /** Resolves when the emulator has taken it all in. */
  write(output: string | Uint8Array): Promise<void> {
    return new Promise((done) => this.#terminal.write(output, done));
  }

  /** What it answers to questions in the output. */
  onAnswer(tell: (answer: string) => void): void {
    this.#terminal.onData(tell);
  }

  resize(size: Size): void {
    this.#terminal.resize(size.columns, size.rows);
  }

  /** The rows as text, blanks at the right cut off. */
  rows(): string[] {
    const buffer = this.#terminal.buffer.active;
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) => buffer.getLine(row)?.translateToString(true) ?? '',
    );
  }

  /** The cells of a row that are reversed, bold, dim or underlined, or coloured: one letter a cell, `.` where none. */
  attributes(row: number): string {
    const line = this.#terminal.buffer.active.getLine(row);
    return Array.from({ length: this.#terminal.cols }, (_, column) => {
      const cell = line?.getCell(column);
      if (!cell) return ' ';
      if (cell.isInverse()) return cell.isBold() ? 'R' : 'r';
      if (cell.isBold()) return 'B';
      if (cell.isDim()) return 'd';
      if (!cell.isFgDefault() || !cell.isBgDefault()) return 'c';
      return cell.isUnderline() ? 'u' : '.';
    })
      .join('')
      .replace(/\.+$/, '');
  }

  cursor(): { column: number; row: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { column: cursorX, row: cursorY };
  }

  isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }
}

export const screenAfter = async (output: string | Uint8Array, size: Size): Promise<string[]> => {
  const screen = new ShownScreen(size);
  await screen.write(output);
  return screen.rows();
};
