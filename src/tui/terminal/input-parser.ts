/**
 * Bytes of a terminal to keys, mouse events and its answers.
 *
 * Sources: ECMA-48 (control sequences), xterm's ctlseqs (keys, SGR mouse 1006, bracketed paste 2004), the Linux console's
 * keys. An escape that has not come whole is held; if nothing follows within a moment it was the Esc key. An answer that has begun
 * (OSC) may take many moments, and what is left of it is dropped: it is no keys.
 */
import { type KeyEvent, keyOfControl, keyOfSequence } from './key-names.ts';
import { type MouseEvent, mouseOfSequence } from './mouse-sequence.ts';
import { reportOfSequence, reportOfString, type TerminalReport } from './questions.ts';

export type InputEvent =
  | KeyEvent
  | MouseEvent
  /** Text that was pasted: never taken for keys. */
  | { readonly kind: 'paste'; readonly text: string };

/** Calls `then` after the moment an unfinished escape is waited for; gives the way to call it off. */
type AfterAMoment = (then: () => void) => () => void;

/** A control sequence longer than this is noise. */
const LONGEST_SEQUENCE = 64;
const LONGEST_PASTE = 65_536;
/** Moments from one piece of an answer to the next: a second. */
const ANSWER_MOMENTS = 25;
const PASTE_START = '\x1b[200~';
const ANSWER_START = '\x1b]';
const PASTE_END = '\x1b[201~';

export class InputParser {
  readonly #emit: (event: InputEvent | TerminalReport) => void;
  readonly #afterAMoment: AfterAMoment;
  readonly #decoder = new TextDecoder('utf-8');
  #held = '';
  #pasted: string | undefined;
  /** What came of an answer so far. */
  #answer: string | undefined;
  #moments = 0;
  #callOff: (() => void) | undefined;

  constructor(emit: (event: InputEvent | TerminalReport) => void, afterAMoment: AfterAMoment) {
    this.#emit = emit;
    this.#afterAMoment = afterAMoment;
  }

  /** Takes what the terminal sent; events come out before this returns, but for what is held. */
  push(bytes: Uint8Array): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#held += this.#decoder.decode(bytes, { stream: true });
    this.#take();
    this.#moments = 0;
    const isOpen = this.#held !== '' || this.#answer !== undefined;
    if (isOpen && this.#pasted === undefined) this.#wait();
  }

  #wait(): void {
    this.#callOff = this.#afterAMoment(() => this.#settle());
  }

  /** Nothing followed: what is held was an Esc, then what came after it. */
  #settle(): void {
    this.#callOff = undefined;
    this.#moments += 1;
    if (this.#answer !== undefined && this.#moments < ANSWER_MOMENTS) {
      this.#wait();
      return;
    }
    this.#answer = undefined;
    if (this.#held === ANSWER_START) {
      this.#held = '';
      this.#key('alt-]');
    }
    while (this.#held !== '') {
      this.#key('escape');
      this.#held = this.#held.slice(1);
      this.#take();
      if (!this.#held.startsWith('\x1b')) break;
    }
  }

  /** Turns as much of what is held into events as is whole. */
  #take(): void {
    while (this.#held !== '') {
      if (this.#pasted !== undefined) {
        if (!this.#takePaste()) return;
        continue;
      }
      if (this.#answer !== undefined) {
        if (!this.#takeAnswer(this.#answer)) return;
        continue;
      }
      const length = this.#held.startsWith('\x1b') ? this.#takeEscape() : this.#takeCharacter();
      if (length === 0) return;
      this.#held = this.#held.slice(length);
    }
  }

  #takeCharacter(): number {
    const character = String.fromCodePoint(this.#held.codePointAt(0) as number);
    this.#key(keyOfControl(character) ?? character);
    return character.length;
  }

  /** @returns the code units used; 0 when more must come */
  #takeEscape(): number {
    const second = this.#held.charAt(1);
    if (second === '') return 0;
    if (second === '[' || second === 'O') return this.#takeSequence();
    if (second === ']' && /^\d?$/.test(this.#held.charAt(2))) {
      if (this.#held === ANSWER_START) return 0;
      this.#answer = '';
      return ANSWER_START.length;
    }
    if (second === '\x1b') {
      this.#key('escape');
      return 1;
    }
    const character = String.fromCodePoint(this.#held.codePointAt(1) as number);
    this.#key(`alt-${keyOfControl(character) ?? character}`);
    return 1 + character.length;
  }

  #takeSequence(): number {
    const sequence = wholeSequence(this.#held);
    if (sequence === undefined) {
      return this.#held.length > LONGEST_SEQUENCE ? this.#held.length : 0;
    }
    if (sequence === PASTE_START) {
      this.#pasted = '';
      return sequence.length;
    }
    const event =
      mouseOfSequence(sequence) ?? reportOfSequence(sequence) ?? keyOfSequence(sequence);
    if (event !== undefined) this.#emit(event);
    return sequence.length;
  }

  /** @returns whether the paste is over */
  #takePaste(): boolean {
    const end = this.#held.indexOf(PASTE_END);
    const keep = end >= 0 ? end : Math.max(0, this.#held.length - PASTE_END.length + 1);
    this.#pasted = (this.#pasted + this.#held.slice(0, keep)).slice(0, LONGEST_PASTE);
    this.#held = this.#held.slice(end >= 0 ? end + PASTE_END.length : keep);
    if (end < 0) return false;
    this.#emit({ kind: 'paste', text: this.#pasted });
    this.#pasted = undefined;
    return true;
  }

  /** Up to BEL or `ESC \\`; any other control breaks it off. @returns whether it is over */
  #takeAnswer(before: string): boolean {
    const [text = ''] = /^[^\x00-\x1f\x7f]*/.exec(this.#held) ?? [];
    const answer = (before + text).slice(0, LONGEST_SEQUENCE);
    this.#answer = answer;
    this.#held = this.#held.slice(text.length);
    if (this.#held === '' || this.#held === '\x1b') return false;
    this.#answer = undefined;
    const [end = ''] = /^(?:\x07|\x1b\\)/.exec(this.#held) ?? [];
    this.#held = this.#held.slice(end.length);
    const report = end === '' ? undefined : reportOfString(answer);
    if (report !== undefined) this.#emit(report);
    return true;
  }

  #key(key: string): void {
    this.#emit({ kind: 'key', key });
  }
}

/** `ESC [ parameters intermediates final`, `ESC O final`, or the Linux console's `ESC [ [ letter`. */
const wholeSequence = (text: string): string | undefined =>
  /^\x1b(?:\[\[[A-E]|\[[0-?]*[ -/]*[@-Z\\-~]|O[0-9;]*[@-~])/.exec(text)?.[0];
