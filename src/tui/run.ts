/**
 * The screen at work: terminal, source and the world effects, held together by `update` and `view`.
 *
 * Frames are drawn once for all that happened in one turn of the event loop; a terminal that lags gets the latest when it
 * is ready, and the samples go on meanwhile.
 */

import { assertNever, messageOf } from '../lib/errors.ts';
import { type IdleTasks, taskKey } from '../sample/sample.ts';
import type { SampleSource } from '../sample/source.ts';
import type {
  CgroupMember,
  Effect,
  Outcome,
  PlayOrder,
  ScreenEffects,
  Target,
} from './core/effects.ts';
import { remember } from './core/memory.ts';
import { withoutFuture } from './core/playback.ts';
import { type StartOptions, startState } from './core/start.ts';
import type { Message, TuiState } from './core/state.ts';
import { update } from './core/update.ts';
import { ownShareMeter } from './own-share.ts';
import type { DrawOptions } from './terminal/paint-line.ts';
import { Screen } from './terminal/screen.ts';
import { type EndReason, Terminal, type TerminalStreams } from './terminal/terminal.ts';
import { THEMES, themeFor } from './terminal/theme.ts';
import { view } from './view/view.ts';

export type TuiOptions = Omit<StartOptions, 'size'> & {
  readonly source: SampleSource;
  readonly streams: TerminalStreams;
  readonly effects: ScreenEffects;
  /** Begins to tell what of the source is damaged: all of it, each time there is more. */
  readonly watchDamage?: (tell: (places: readonly string[]) => void) => void;
  /** Begins to tell when a tape has come to its end: it can be wound back from there. */
  readonly watchEnd?: (tell: () => void) => void;
  /** Asked after each sample: what there is to say of the world effects. */
  readonly lookAround?: () => Outcome | undefined;
  /** Samples to show before it ends by itself; absent: no end. */
  readonly iterations?: number;
};

/** Why it ended: the user's `q`, the number of samples asked for, or the terminal's or the system's wish. */
export type TuiEnd = 'quit' | 'iterations' | EndReason;

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

class Session {
  readonly #options: TuiOptions;
  readonly #end: (reason: TuiEnd) => void;
  readonly #terminal: Terminal;
  readonly #screen: Screen;
  #state: TuiState;
  #drawing: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isOpen = false;

  constructor(options: TuiOptions, end: (reason: TuiEnd) => void) {
    this.#options = options;
    this.#end = end;
    this.#terminal = new Terminal(options.streams, {
      onInput: (event) => this.#dispatch(event),
      onRedraw: () => this.#redraw(),
      onEnd: end,
    });
    this.#screen = new Screen(this.#terminal);
    this.#state = startState({ ...options, size: this.#terminal.size() });
  }

  open(): void {
    this.#isOpen = true;
    this.#terminal.open();
    this.#options.watchDamage?.((places) => this.#dispatch({ kind: 'damage', places }));
    this.#options.watchEnd?.(() => this.#dispatch({ kind: 'over' }));
    this.#draw();
  }

  close(): void {
    this.#isOpen = false;
    clearImmediate(this.#drawing);
    clearTimeout(this.#retry);
    this.#terminal.close();
  }

  async follow(source: SampleSource): Promise<void> {
    let left = this.#options.iterations ?? Number.POSITIVE_INFINITY;
    const own = ownShareMeter();
    for await (const sample of source) {
      this.#state = withoutFuture(this.#state, sample);
      remember(this.#state.memory, sample);
      this.#dispatch({ kind: 'sample', sample, ownShare: own() });
      const outcome = this.#options.lookAround?.();
      if (outcome !== undefined) this.#dispatch({ kind: 'outcome', outcome });
      left -= 1;
      if (left <= 0) {
        this.#draw();
        this.#end('iterations');
        return;
      }
    }
    this.#dispatch({ kind: 'over' });
  }

  /** What arrives after the end (an answer, a last sample) changes nothing. */
  #dispatch(message: Message): void {
    if (!this.#isOpen) return;
    const [state, effects] = update(this.#state, message);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    this.#drawing ??= setImmediate(() => this.#draw());
  }

  #draw(): void {
    clearImmediate(this.#drawing);
    this.#drawing = undefined;
    const drawn = this.#screen.draw(view(this.#state), this.#state.size.rows, this.#drawOptions());
    if (drawn === 'gone') this.#end('gone');
    if (drawn === 'waiting') {
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        this.#draw();
      }, LAG);
    }
  }

  #drawOptions(): DrawOptions {
    const { abilities, settings, size } = this.#state;
    const theme = THEMES[themeFor(settings.theme, abilities)];
    return { columns: size.columns, theme, unicode: abilities.unicode };
  }

  #redraw(): void {
    this.#screen.forget();
    this.#dispatch({ kind: 'resize', size: this.#terminal.size() });
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case 'quit':
        this.#end('quit');
        break;
      case 'suspend':
        this.#terminal.suspend();
        break;
      case 'redraw':
        this.#redraw();
        break;
      case 'refresh':
        this.#options.effects.refresh();
        break;
      case 'set-interval':
        this.#options.effects.setInterval(effect.milliseconds);
        break;
      case 'set-needs':
        this.#options.effects.setNeeds(effect.needs);
        break;
      case 'read-names':
        this.#readNames(effect.idle, effect.places);
        break;
      case 'play':
        this.#play(effect.order);
        break;
      case 'read-details':
        this.#readDetails(effect.target);
        break;
      case 'read-cgroups':
        this.#readCgroups(effect.members);
        break;
      default:
        this.#answer(() => outcomeOf(effect, this.#options.effects));
    }
  }

  #answer(act: () => Outcome | Promise<Outcome>): void {
    inTurn(act).then(
      (outcome) => this.#dispatch({ kind: 'outcome', outcome }),
      (thrown) => this.#failed(thrown),
    );
  }

  #readDetails(target: Target): void {
    const key = taskKey(target.tid, target.startedAt);
    inTurn(() => this.#options.effects.readDetails(target)).then(
      (details) => this.#dispatch({ kind: 'details', key, details }),
      (thrown) => this.#failed(thrown),
    );
  }

  /** At once: the next frame has them. */
  #readNames(idle: IdleTasks, places: Int32Array): void {
    const names = this.#options.effects.readNames(idle, places);
    this.#dispatch({ kind: 'names', idle, places, names });
  }

  #readCgroups(members: readonly CgroupMember[]): void {
    inTurn(() => this.#options.effects.readCgroups(members)).then(
      (paths) => this.#dispatch({ kind: 'cgroups', paths }),
      (thrown) => this.#failed(thrown),
    );
  }

  #play(order: PlayOrder): void {
    const outcome = this.#options.effects.play?.(order);
    if (outcome !== undefined) this.#dispatch({ kind: 'outcome', outcome });
  }

  #failed(thrown: unknown): void {
    this.#dispatch({ kind: 'outcome', outcome: { tone: 'error', text: messageOf(thrown) } });
  }
}

/** Effects that are answered with an outcome. */
type Answered = Extract<
  Effect,
  { kind: 'set-io-priority' | 'send-signal' | 'toggle-delay-accounting' | 'save-settings' }
>;

const outcomeOf = (effect: Answered, effects: ScreenEffects): Outcome | Promise<Outcome> => {
  switch (effect.kind) {
    case 'set-io-priority':
      return effects.setIoPriority(effect.target, effect.priority);
    case 'send-signal':
      return effects.sendSignal(effect.target, effect.signal);
    case 'toggle-delay-accounting':
      return effects.toggleDelayAccounting();
    case 'save-settings':
      return effects.saveSettings(effect.settings);
    default:
      return assertNever(effect);
  }
};

/** Runs `act` after the message at hand is dealt with; what it throws rejects. */
const inTurn = async <T>(act: () => T | Promise<T>): Promise<T> => {
  await undefined;
  return act();
};
