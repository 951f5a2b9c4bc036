/**
 * The screen at work: terminal, source and the world effects, held together by `update` and `view`.
 *
 * Frames are drawn once for all that happened in one turn of the event loop; a terminal that lags gets the latest when it
 * is ready, and the samples go on meanwhile. Samples that come faster than that is any use are merged (frame-pace.ts); a key never waits.
 */
import { messageOf } from '../lib/errors.ts';
import type { Ratio } from '../lib/units.ts';
import { deviceFilter } from '../model/devices/device-filter.ts';
import { type Sample, taskKey } from '../sample/sample.ts';
import type { SampleSource } from '../sample/source.ts';
import type { Effect, Outcome, ScreenEffects } from './core/effects.ts';
import { remember } from './core/memory.ts';
import { withoutFuture } from './core/playback.ts';
import { type StartOptions, startState } from './core/start.ts';
import type { Message, TapeNews, TuiState } from './core/state.ts';
import { update } from './core/update.ts';
import { FramePace } from './frame-pace.ts';
import { ownShareMeter } from './own-share.ts';
import { Screen } from './terminal/screen.ts';
import { type EndReason, Terminal, type TerminalStreams } from './terminal/terminal.ts';
import { LOOKS, lookFor } from './terminal/theme.ts';
import { view } from './view/view.ts';

export type TuiOptions = Omit<StartOptions, 'size'> & {
  readonly source: SampleSource;
  readonly streams: TerminalStreams;
  readonly effects: ScreenEffects;
  /** Begins to tell what of the source is damaged: all of it, each time there is more. */
  readonly watchDamage?: (tell: (places: readonly string[]) => void) => void;
  /** Begins to tell the news of a tape. After its end it can be wound back. */
  readonly watchTape?: (tell: (news: TapeNews) => void) => void;
  /** Asked after each sample shown: what there is to say of the world effects. */
  readonly lookAround?: () => Outcome | undefined;
  /** Samples to take before it ends by itself; absent: no end. */
  readonly iterations?: number;
  /** Milliseconds on a clock that only goes on; the machine's own where absent. */
  readonly now?: () => number;
};

/** Why it ended: the user's `q`, the number of samples asked for, or the terminal's or the system's wish. */
type TuiEnd = 'quit' | 'iterations' | EndReason;

/**
 * Resolves with the terminal given back and the source closed.
 * @throws whatever the source throws, after giving the terminal back
 */
export const runTui = async (options: TuiOptions): Promise<TuiEnd> => {
  let session: Session | undefined;
  try {
    return await new Promise<TuiEnd>((resolve, reject) => {
      session = new Session(options, resolve);
      session.open();
      session.follow(options.source).catch(reject);
    });
  } finally {
    session?.close();
    options.source.close();
  }
};

/** How long to wait before a terminal that lags is tried again, in milliseconds. */
const LAG = 20;

/** How long an answer stands in the last row, in milliseconds. */
const NOTE_MOMENT = 3000;

class Session {
  readonly #options: TuiOptions;
  readonly #effects: ScreenEffects;
  readonly #end: (reason: TuiEnd) => void;
  readonly #terminal: Terminal;
  readonly #screen: Screen;
  readonly #pace: FramePace;
  #state: TuiState;
  #drawing: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  #noteRead: NodeJS.Timeout | undefined;
  #isOpen = false;

  constructor(options: TuiOptions, end: (reason: TuiEnd) => void) {
    this.#options = options;
    this.#effects = options.effects;
    this.#end = end;
    this.#terminal = new Terminal(
      { ...options.streams, mouse: options.settings.mouse === 'on' },
      {
        onInput: (event) => this.#dispatch(event),
        onRedraw: (shown) => this.#redraw(shown),
        onBackground: (background) => this.#dispatch({ kind: 'background', background }),
        onEnd: end,
      },
    );
    this.#screen = new Screen(this.#terminal);
    this.#pace = new FramePace(options.now ?? (() => performance.now()));
    this.#state = startState({ ...options, size: this.#terminal.size() });
  }

  open(): void {
    this.#isOpen = true;
    this.#terminal.open();
    this.#options.watchDamage?.((places) => this.#dispatch({ kind: 'damage', places }));
    this.#options.watchTape?.((news) => this.#dispatch(news));
    this.#draw();
  }

  close(): void {
    this.#isOpen = false;
    clearImmediate(this.#drawing);
    clearTimeout(this.#retry);
    clearTimeout(this.#noteRead);
    this.#terminal.close();
  }

  async follow(source: SampleSource): Promise<void> {
    let left = this.#options.iterations ?? Number.POSITIVE_INFINITY;
    const own = ownShareMeter();
    const show = (sample: Sample | undefined): void => {
      if (sample !== undefined) this.#show(sample, own());
    };
    const { selection, settings } = this.#options;
    const rows = settings.unit === 'devices' ? 'of-devices' : 'of-tasks';
    const kept = deviceFilter(selection?.devices, rows);
    for await (const whole of source) {
      const sample = kept(whole);
      show(this.#pace.add(sample, this.#state.settings.interval));
      left -= 1;
      if (left <= 0) {
        show(this.#pace.rest());
        this.#draw();
        this.#end('iterations');
        return;
      }
    }
    show(this.#pace.rest());
    this.#dispatch({ kind: 'over' });
  }

  /** What the samples since the last frame come to. */
  #show(sample: Sample, ownShare: Ratio): void {
    this.#state = withoutFuture(this.#state, sample);
    remember(this.#state.memory, sample);
    this.#dispatch({ kind: 'sample', sample, ownShare });
    this.#tell(this.#options.lookAround?.());
  }

  /** What arrives after the end (an answer, a last sample) changes nothing. */
  #dispatch(message: Message): void {
    if (!this.#isOpen) return;
    const [state, effects] = update(this.#state, message);
    if (state.note !== this.#state.note) this.#timeNote(state.note);
    this.#state = state;
    for (const effect of effects) (this.#perform[effect.kind] as (effect: Effect) => void)(effect);
    this.#drawing ??= setImmediate(() => this.#draw());
  }

  /** What went wrong stays until the next key. */
  #timeNote(note: Outcome | undefined): void {
    clearTimeout(this.#noteRead);
    if (note?.tone !== 'good') return;
    this.#noteRead = setTimeout(() => this.#dispatch({ kind: 'note-read', note }), NOTE_MOMENT);
  }

  #draw(): void {
    clearImmediate(this.#drawing);
    this.#drawing = undefined;
    const { abilities, settings, size } = this.#state;
    const theme = LOOKS[lookFor(settings.theme, abilities)];
    const drawn = this.#screen.draw(view(this.#state), size.rows, {
      columns: size.columns,
      theme,
      unicode: abilities.unicode || settings.glyphs === 'unicode',
    });
    if (drawn === 'gone') this.#end('gone');
    if (drawn === 'waiting') {
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        this.#draw();
      }, LAG);
    }
  }

  #redraw(shown: 'lost' | 'doubtful' = 'lost'): void {
    this.#screen.forget(shown);
    this.#dispatch({ kind: 'resize', size: this.#terminal.size() });
  }

  readonly #perform: Performing = {
    quit: () => this.#end('quit'),
    suspend: () => this.#terminal.suspend(),
    redraw: () => this.#redraw(),
    refresh: () => this.#effects.refresh(),
    'set-interval': ({ milliseconds }) => this.#effects.setInterval(milliseconds),
    'set-needs': ({ needs }) => this.#effects.setNeeds(needs),
    'read-names': ({ idle, places }) => {
      const names = this.#effects.readNames(idle, places);
      this.#dispatch({ kind: 'names', idle, places, names });
    },
    play: ({ order }) => this.#tell(this.#effects.play?.(order)),
    'read-details': ({ target, waiting }) =>
      this.#later(async () => {
        const details = await this.#effects.readDetails(target, waiting);
        return { kind: 'details', key: taskKey(target.tid, target.startedAt), details };
      }),
    'read-group': ({ path }) =>
      this.#later(async () => {
        return { kind: 'group', path, figures: await this.#effects.readGroup(path) };
      }),
    'read-parents': ({ pids }) =>
      this.#dispatch({ kind: 'parents', parents: this.#effects.readParents(pids) }),
    'set-io-priority': ({ target, priority }) =>
      this.#tellLater(() => this.#effects.setIoPriority(target, priority)),
    'send-signal': ({ target, signal }) =>
      this.#tellLater(() => this.#effects.sendSignal(target, signal)),
    'toggle-delay-accounting': () => this.#tellLater(() => this.#effects.toggleDelayAccounting()),
    'save-settings': ({ settings }) => this.#tellLater(() => this.#effects.saveSettings(settings)),
    'look-for-values': ({ where }) => this.#tellLater(() => this.#effects.lookForValues?.(where)),
  };

  #tell(outcome: Outcome | undefined): void {
    if (outcome !== undefined) this.#dispatch({ kind: 'outcome', outcome });
  }

  #tellLater(act: () => Outcome | undefined | Promise<Outcome>): void {
    this.#later(async () => {
      const outcome = await act();
      return outcome && { kind: 'outcome', outcome };
    });
  }

  /** Acts after the message at hand is dealt with, and sends what came of it, or what it threw. */
  #later(act: () => Promise<Message | undefined>): void {
    Promise.resolve()
      .then(act)
      .then(
        (message) => message && this.#dispatch(message),
        (thrown) => this.#tell({ tone: 'error', text: messageOf(thrown) }),
      );
  }
}

type Performing = {
  readonly [Kind in Effect['kind']]: (effect: Extract<Effect, { kind: Kind }>) => void;
};
