/** All the screen is made of, and everything that can happen to it. Plain values: a test can write one down. */
import type { Milliseconds, Nanoseconds, Ratio } from '../../lib/units.ts';
import type { IoPriority } from '../../model/io-priority.ts';
import type { Activity } from '../../model/range/activity.ts';
import type { Selection } from '../../model/view/selection.ts';
import type { PlacedRow, RowId } from '../../model/view/tree.ts';
import type { Report } from '../../model/view/view.ts';
import type { IdleTasks, Sample, TaskEntry, TaskKey, TaskNames } from '../../sample/sample.ts';
import type { ColumnNeeds } from '../table/column-needs.ts';
import type { TerminalAbilities } from '../terminal/abilities.ts';
import type { Background } from '../terminal/background.ts';
import type { InputEvent } from '../terminal/input-parser.ts';
import type { Size } from '../terminal/terminal.ts';
import type { Effect, GroupFigures, Outcome, Target, TaskDetails } from './effects.ts';
import type { EditedLine } from './line-editor.ts';
import type { Memory } from './memory.ts';
import type { Rights } from './rights.ts';
import type { Settings } from './settings.ts';

export type Mode =
  | { readonly kind: 'table' }
  /** Typing the pattern; `before` comes back on Esc. */
  | {
      readonly kind: 'filter';
      readonly edited: EditedLine;
      readonly before: string;
      readonly problem?: string;
    }
  /** Typing task ids and users to keep to. */
  | { readonly kind: 'only-these'; readonly edited: EditedLine; readonly problem?: string }
  /** Typing the time to go to, in a replay. */
  | { readonly kind: 'go-to'; readonly edited: EditedLine }
  | {
      readonly kind: 'help';
      readonly top: number;
      readonly search: EditedLine;
      readonly typing: 'keys' | 'search';
    }
  | { readonly kind: 'columns'; readonly at: number }
  | { readonly kind: 'sort'; readonly at: number }
  | {
      readonly kind: 'details';
      readonly target: Target;
      /** As last seen. */
      readonly entry: TaskEntry;
      readonly details?: TaskDetails;
      /** As read the time before: files have moved since. */
      readonly earlier?: TaskDetails;
      readonly top: number;
    }
  | (Dialog & { readonly kind: 'priority'; readonly chosen: IoPriority })
  | (Dialog & { readonly kind: 'signal'; readonly at: number });

export type ModeOf<Kind extends Mode['kind']> = Extract<Mode, { kind: Kind }>;

/** First lets choose, then asks. */
type Dialog = {
  readonly target: Target;
  readonly step: 'choose' | 'confirm';
  /** Where it was opened, and where it leads back to. */
  readonly under: ModeOf<'table' | 'details'>;
};

/** How a recording is played; absent from the state of a live screen. */
export type Playback = {
  /** 1 is the pace of the recording. */
  readonly speed: number;
  readonly isPaused: boolean;
};

/** The notices that were told, by id, and what is being told until a time of the boot clock: each once, for some seconds. */
export type Told = {
  readonly ids: ReadonlySet<string>;
  readonly now?: { readonly text: string; readonly brief: string; readonly until: number };
};

export type TuiState = {
  readonly size: Size;
  readonly abilities: TerminalAbilities;
  readonly settings: Settings;
  /** The settings before anybody chose anything. */
  readonly defaults: Settings;
  readonly rights: Rights;
  /** What starts iotop once more, for what is to be typed: `node dist/iotop.js`. May hold anything. */
  readonly called: string;
  readonly mode: Mode;
  /** `frozen`: samples are remembered but not shown. `over`: no more will come, unless a tape is wound back. */
  readonly flow: 'live' | 'frozen' | 'over';
  /** In the replay of a recording only: a stream cannot be wound back. */
  readonly playback?: Playback;
  /** How slow the machine was when, of the recording that is played, as far as is known. */
  readonly activity?: Activity;
  /** With the filter of the settings, compiled. */
  readonly selection: Selection;
  readonly memory: Memory;
  readonly told: Told;
  /** What is wrong with the file of settings, in one line; absent: nothing. */
  readonly settingsProblem?: string;
  /** What of a recording or a stream could not be read so far, a line a place. */
  readonly damage: readonly string[];
  /** The sample shown; absent before the first. */
  readonly sample?: Sample;
  readonly report?: Report;
  readonly rows: readonly PlacedRow[];
  /** So many rows, from the first, stand where they would if no idle task had been left out. */
  readonly finalRows: number;
  readonly needs: ColumnNeeds;
  /** Keys of the folds that are open, and of the rows of a tree that are closed. */
  readonly opened: ReadonlySet<TaskKey>;
  readonly closed: ReadonlySet<TaskKey>;
  /** By process id, of processes shown and their parents; 0: none, or unknown. */
  readonly parents: ReadonlyMap<number, number>;
  /** The control group that is the selected row: asked for with the sample that ended then, as last read, and as read before that. */
  readonly group?: {
    readonly path: string;
    readonly askedAt: Nanoseconds;
    readonly figures?: GroupFigures;
    readonly earlier?: GroupFigures;
  };
  /** The selected row's id; it stays selected wherever it goes. Absent: none. */
  readonly selected?: RowId;
  /** Index of the selected row, if one is; -1: its task has ended and has no row. From `finalRows` on the row may belong further down. */
  readonly at: number;
  /** The task of the selected row as last seen, and the time of the boot clock at which it was seen to have ended. */
  readonly followed?: { readonly entry: TaskEntry; readonly endedAt?: Nanoseconds };
  /** The first row shown. */
  readonly top: number;
  /** Cells of the commands scrolled away at the left. */
  readonly shift: number;
  /** Answer to the last action, until the next key; where all went well for three seconds at most. */
  readonly note?: Outcome;
  /** Our own CPU time in the last interval, as share of one CPU. */
  readonly ownShare?: Ratio;
};

export type Message =
  | InputEvent
  | { readonly kind: 'resize'; readonly size: Size }
  /** The terminal's, as it said itself. */
  | { readonly kind: 'background'; readonly background: Background }
  /** `memory` has it already. */
  | { readonly kind: 'sample'; readonly sample: Sample; readonly ownShare?: Ratio }
  /** The source has ended; a tape has come to its end. */
  | { readonly kind: 'over' }
  /** Of a tape: there is nothing before the sample shown. */
  | { readonly kind: 'first' }
  /** Nothing after it. */
  | { readonly kind: 'last' }
  /** Of a tape: the next slow time, whose first sample comes next; absent: the next hour has no other. */
  | {
      readonly kind: 'slow';
      readonly since?: { readonly length: Milliseconds; readonly isCut: boolean };
    }
  | { readonly kind: 'activity'; readonly activity: Activity }
  | { readonly kind: 'details'; readonly key: TaskKey; readonly details: TaskDetails }
  | { readonly kind: 'group'; readonly path: string; readonly figures: GroupFigures }
  /** `names` are those of the tasks at `places`. */
  | {
      readonly kind: 'names';
      readonly idle: IdleTasks;
      readonly places: Int32Array;
      readonly names: readonly TaskNames[];
    }
  | { readonly kind: 'parents'; readonly parents: ReadonlyMap<number, number> }
  /** All that is known to be damaged in the source. */
  | { readonly kind: 'damage'; readonly places: readonly string[] }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** It was there long enough. */
  | { readonly kind: 'note-read'; readonly note: Outcome };

export type MessageOf<Kind extends Message['kind']> = Extract<Message, { kind: Kind }>;

/** What whoever plays a tape has to say. */
export type TapeNews = MessageOf<'over' | 'first' | 'last' | 'slow' | 'activity'>;

/** The state after something happened, and what is to be done outside. */
export type Next = readonly [TuiState, readonly Effect[]];

export const stay = (state: TuiState): Next => [state, []];

export const tell = (state: TuiState, tone: Outcome['tone'], text: string): Next => [
  { ...state, note: { tone, text } },
  [],
];

export const inMode = (state: TuiState, mode: Mode): TuiState => ({ ...state, mode });

export const toTable = (state: TuiState): Next => stay(inMode(state, { kind: 'table' }));
