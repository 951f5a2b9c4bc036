/**
 * The sole owner of the terminal: takes it over, gives it back as it was on every way out.
 *
 * Ways out: `close()`, any signal that ends a program (src/lib/end-signals.ts), suspension (Ctrl-Z or SIGTSTP) and return, an uncaught error, a
 * terminal that went away. It never ends the process: it says why it should, and whoever runs it decides.
 */
import type { ReadStream, WriteStream } from 'node:tty';
import { END_SIGNALS, type EndSignal } from '../../lib/end-signals.ts';
import type { Background } from './background.ts';
import { type InputEvent, InputParser } from './input-parser.ts';
import { Questions, type TerminalReport } from './questions.ts';
import { openTtyOutput, readWaiting, type TtyOutput } from './tty-output.ts';

export type Size = { readonly columns: number; readonly rows: number };

/** Why the program should end. */
export type EndReason = 'interrupt' | 'terminate' | 'hangup' | 'gone';

type TerminalEvents = {
  readonly onInput: (event: InputEvent) => void;
  /** Draw everything. `lost`: the window's size changed, or it shows something else; `doubtful`: another program may have written there. */
  readonly onRedraw: (shown: 'lost' | 'doubtful') => void;
  /** The terminal said what it is. */
  readonly onBackground: (background: Background) => void;
  readonly onEnd: (reason: EndReason) => void;
};

/** How the shells that a terminal belongs to share it out. One that is not told of our end, for our own shell was killed, has taken it back. */
type JobControl = {
  readonly isForeground: () => boolean;
  /** To be compared; undefined: unknown. */
  readonly settings: () => string | undefined;
  /** Runs what changes the settings with signals held, for in the background the kernel would refuse otherwise. */
  readonly withSignalsHeld: (act: () => void) => void;
};

export type TerminalStreams = {
  readonly input: ReadStream;
  /** By its descriptor too: what restores the terminal may not wait in a stream. */
  readonly output: WriteStream & { readonly fd: number };
  /** `false`: clicks and the wheel stay the terminal's own. */
  readonly mouse?: boolean;
  /** Absent: nobody takes the terminal away from us. */
  readonly jobControl?: JobControl;
  /** The signals at which to end, less than all where whoever started us wants some ignored. Absent: all. */
  readonly endSignals?: readonly EndSignal[];
  /** `asked`: what its background is. Absent: it could print the question. */
  readonly background?: 'asked';
};

/** How long half an escape sequence may take: slower than any terminal, faster than any finger. */
const ESCAPE_MOMENT = 40;

/** How long the last words to a terminal may take, in milliseconds. */
const PATIENCE = 500;

const sleep = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

/** Alternate screen, no cursor, no wrapping, explicit direction (BDSM), pastes bracketed, focus told. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[8l\x1b[?2004h\x1b[?1004h';
/** Mouse clicks as SGR. */
const WITH_MOUSE = '\x1b[?1000h\x1b[?1006h';
const LEAVE =
  '\x1b[?2026l\x1b[?1004l\x1b[?2004l\x1b[?1006l\x1b[?1000l\x1b[8h\x1b[?7h\x1b[0m\x1b[?25h\x1b[?1049l';

/** All others: `terminate`. */
const REASONS: Readonly<Partial<Record<EndSignal, EndReason>>> = {
  SIGINT: 'interrupt',
  SIGQUIT: 'interrupt',
  SIGHUP: 'hangup',
};

export class Terminal {
  readonly #streams: TerminalStreams;
  readonly #events: TerminalEvents;
  readonly #parser: InputParser;
  readonly #questions = new Questions(() => performance.now());
  readonly #writer: TtyOutput;
  readonly #undo: (() => void)[] = [];
  #taken = false;
  /** The terminal's, as they were when we had set them. */
  #settings: string | undefined;

  constructor(streams: TerminalStreams, events: TerminalEvents) {
    this.#streams = streams;
    this.#events = events;
    this.#parser = new InputParser(
      (event) => this.#onEvent(event),
      (then) => {
        const timer = setTimeout(then, ESCAPE_MOMENT);
        return () => clearTimeout(timer);
      },
    );
    this.#writer = openTtyOutput(streams.output.fd);
  }

  /** Takes the terminal over and begins to report what happens to it. */
  open(): void {
    const { input, output, endSignals = END_SIGNALS } = this.#streams;
    this.#listen(input, 'data', (bytes: Buffer) => this.#parser.push(bytes));
    this.#listen(input, 'end', () => this.#events.onEnd('gone'));
    this.#listen(input, 'error', () => this.#events.onEnd('gone'));
    this.#listen(output, 'resize', () => this.#events.onRedraw('lost'));
    for (const signal of endSignals) {
      const reason = REASONS[signal] ?? 'terminate';
      this.#listen(process, signal, () => this.#events.onEnd(reason));
    }
    this.#listen(process, 'SIGCONT', () => this.#takeBack());
    this.#listen(process, 'SIGTSTP', this.#onStop);
    this.#listen(process, 'uncaughtExceptionMonitor', () => this.#giveBack());
    this.#listen(process, 'exit', () => this.#giveBack());
    this.#take();
    input.resume();
  }

  /** Gives the terminal back for good; harmless when called twice. */
  close(): void {
    this.#giveBack();
    for (const undo of this.#undo.splice(0)) undo();
    this.#streams.input.pause();
    this.#writer.close();
  }

  /** The window's size in cells; a terminal that does not know it (a serial line) counts as 80×24. */
  size(): Size {
    const [columns, rows] = this.#streams.output.getWindowSize();
    return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
  }

  write(bytes: Uint8Array): number | 'gone' {
    if (!this.#taken) return 0;
    return this.#streams.jobControl?.isForeground() === false ? 'gone' : this.#writer.write(bytes);
  }

  /** What to send before a frame, at whose beginning the cursor stands where the last one left it. */
  question(): string {
    return this.#questions.askCursor();
  }

  /** Stops the whole job, as the terminal's own Ctrl-Z would; returns when it goes on. */
  suspend(): void {
    this.#giveBack();
    // With the handler gone the signal does what it does by default; to a job nobody could wake it does nothing.
    process.off('SIGTSTP', this.#onStop);
    process.kill(0, 'SIGTSTP');
    process.on('SIGTSTP', this.#onStop);
    this.#takeBack();
  }

  #onEvent(event: InputEvent | TerminalReport): void {
    switch (event.kind) {
      case 'background':
        this.#questions.hear(event);
        this.#events.onBackground(event.background);
        break;
      case 'cursor':
        if (this.#questions.hear(event)) this.#events.onRedraw('doubtful');
        break;
      case 'focus':
        this.#events.onRedraw('doubtful');
        break;
      default:
        this.#events.onInput(event);
    }
  }

  readonly #onStop = (): void => this.suspend();

  #take(): void {
    this.#taken = true;
    this.#streams.input.setRawMode(true);
    this.#settings = this.#streams.jobControl?.settings();
    const asked = this.#streams.background === 'asked' ? this.#questions.askBackground() : '';
    this.#writeNow((this.#streams.mouse === false ? ENTER : ENTER + WITH_MOUSE) + asked);
  }

  /** After a stop the shell has used the terminal: its mode is read and set anew, and everything is drawn. */
  #takeBack(): void {
    if (this.#taken) this.#streams.input.setRawMode(false);
    this.#take();
    this.#events.onRedraw('lost');
  }

  #giveBack(): void {
    if (!this.#taken) return;
    this.#taken = false;
    const job = this.#streams.jobControl;
    // While our screen still stands: what is typed once it is gone is for the shell.
    if (job?.isForeground() !== false) this.#dropAnswers();
    this.#writeNow(LEAVE);
    // Somebody else's terminal by now, and with their settings.
    if (job?.isForeground() === false && job.settings() !== this.#settings) return;
    const restore = (): void => void this.#streams.input.setRawMode(false);
    try {
      if (job === undefined) restore();
      else job.withSignalsHeld(restore);
    } catch {
      // The terminal is gone: there is nothing to give back.
    }
  }

  /**
   * At once: what restores the terminal must be out before anything else is printed. A terminal that takes nothing for
   * this long is left as it is, so that a stopped one cannot keep the program from ending.
   */
  #writeNow(text: string): void {
    const deadline = performance.now() + PATIENCE;
    let left: Uint8Array = Buffer.from(text);
    while (left.length > 0 && performance.now() < deadline) {
      const taken = this.#writer.write(left);
      if (taken === 'gone') return;
      left = left.subarray(taken);
      if (taken === 0) sleep(10);
    }
  }

  /** What was asked a moment ago is still answered: the shell must not get that for keys. */
  #dropAnswers(): void {
    const deadline = performance.now() + this.#questions.awaited();
    let came = '';
    while (performance.now() < deadline && !this.#questions.areAllIn(came)) {
      const text = readWaiting(this.#streams.output.fd);
      if (text === undefined) return;
      came += text;
      if (text === '') sleep(5);
    }
  }

  #listen(from: NodeJS.EventEmitter, event: string, listener: (value: never) => void): void {
    from.on(event, listener as () => void);
    this.#undo.push(() => from.off(event, listener as () => void));
  }
}
