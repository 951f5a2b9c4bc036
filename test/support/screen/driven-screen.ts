/** The whole screen without a terminal's owner: messages in, what an emulator shows out. */

import type { Sample } from '../../../src/sample/sample.ts';
import type { Effect } from '../../../src/tui/core/effects.ts';
import { remember } from '../../../src/tui/core/memory.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/tui/core/settings.ts';
import { type StartOptions, startState } from '../../../src/tui/core/start.ts';
import type { Message, TuiState } from '../../../src/tui/core/state.ts';
import { update } from '../../../src/tui/core/update.ts';
import { InputParser } from '../../../src/tui/terminal/input-parser.ts';
import { Screen } from '../../../src/tui/terminal/screen.ts';
import { LOOKS, lookFor } from '../../../src/tui/terminal/theme.ts';
import { view } from '../../../src/tui/view/view.ts';
import { ShownScreen, type Size } from './screen-after.ts';

export type DrivenOptions = Partial<Omit<StartOptions, 'settings'>> & {
  readonly settings?: Partial<Settings>;
};

export class DrivenScreen {
  state: TuiState;
  readonly effects: Effect[] = [];
  readonly shown: ShownScreen;
  /** Bytes sent to the terminal so far. */
  sent = 0;
  readonly #screen: Screen;
  readonly #keys: InputParser;

  constructor({ settings, ...options }: DrivenOptions = {}) {
    const size = options.size ?? { columns: 80, rows: 24 };
    this.state = startState({
      size,
      abilities: { colours: '256', unicode: true },
      rights: 'all',
      ...options,
      settings: { ...DEFAULT_SETTINGS, ...settings },
    });
    this.shown = new ShownScreen(size);
    this.#screen = new Screen({
      write: (bytes) => {
        void this.shown.write(bytes);
        this.sent += bytes.length;
        return bytes.length;
      },
    });
    this.#keys = new InputParser(
      // What else the terminal reports is for its owner.
      (event) => {
        if (event.kind !== 'cursor' && event.kind !== 'focus') this.send(event);
      },
      (then) => {
        then();
        return () => {};
      },
    );
  }

  send(message: Message): this {
    const [state, effects] = update(this.state, message);
    this.state = state;
    this.effects.push(...effects);
    return this;
  }

  /** Presses keys by name. */
  press(...keys: readonly string[]): this {
    for (const key of keys) this.send({ kind: 'key', key });
    return this;
  }

  /** Sends bytes as a terminal would. */
  type(text: string): this {
    this.#keys.push(Buffer.from(text));
    return this;
  }

  see(...samples: readonly Sample[]): this {
    for (const sample of samples) {
      remember(this.state.memory, sample);
      this.send({ kind: 'sample', sample });
    }
    return this;
  }

  resize(size: Size): this {
    this.shown.resize(size);
    this.#screen.forget();
    return this.send({ kind: 'resize', size });
  }

  /** What a person sees now. */
  async rows(): Promise<string[]> {
    const { size, settings, abilities } = this.state;
    const theme = LOOKS[lookFor(settings.theme, abilities)];
    this.#screen.draw(view(this.state), size.rows, {
      columns: size.columns,
      theme,
      unicode: abilities.unicode || settings.glyphs === 'unicode',
    });
    await this.shown.write('');
    return this.shown.rows();
  }
}
