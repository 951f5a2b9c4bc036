/**
 * The programs that iotop can stand in for, and what it then does as they do: one row each.
 *
 * Chosen by the name iotop is called by, or by `--personality`, so that scripts made for one of them go on working.
 */
import type { Selection } from '../model/view/selection.ts';
import type { View } from '../model/view/view.ts';
import type { ListStyle } from '../render/list/batch-layout.ts';
import { DEFAULT_SETTINGS, type Settings } from '../tui/core/settings.ts';
import { type PersonalityName, personalityNameOf } from './personality-name.ts';

export type Personality = {
  /** What stands before messages. */
  readonly name: PersonalityName;
  /** Where nothing else is chosen, and what the key D resets to. */
  readonly defaults: Settings;
  /** What `-o` shows. */
  readonly only: Exclude<View['show'], 'all'>;
  /** What `-p` takes its ids for. */
  readonly ids: Selection['idsMean'] & string;
  readonly list: ListStyle;
  readonly complaints: Complaints;
};

/**
 * What stands on standard error beside the lists. Scripts made for another iotop take a line they do not know for a fault.
 * `few`: only what would have kept that program from starting. `delay-accounting`: also that the kernel's switch is off.
 */
export type Complaints = 'all' | 'few' | 'delay-accounting';

/** iotop 0.1's limit, and 0.6's. */
const COMMAND_LIMIT = 4096;

const PERSONALITIES: Readonly<Record<PersonalityName, Personality>> = {
  iotop: {
    name: 'iotop',
    defaults: { ...DEFAULT_SETTINGS, unit: 'programs' },
    only: 'active',
    ids: 'tasks-and-processes',
    list: {
      layout: 'iotop-c',
      decimals: 'two',
      ended: 'marked',
      commandLimit: COMMAND_LIMIT,
      atTheEdge: 'cut',
      loops: 'once',
    },
    complaints: 'all',
  },
  'iotop-c': {
    name: 'iotop-c',
    defaults: {
      ...DEFAULT_SETTINGS,
      cells: 'wide',
      sortColumn: 'io',
      ended: 'shown',
      commandStyle: 'short',
      since: 'started',
      threads: 'grouped',
      clock: 'shown',
    },
    only: 'moved',
    ids: 'rows',
    list: {
      layout: 'iotop-c',
      decimals: 'fitting',
      ended: 'unmarked',
      commandLimit: Number.POSITIVE_INFINITY,
      atTheEdge: 'folded',
      loops: 'twice',
    },
    complaints: 'delay-accounting',
  },
  'iotop-py': {
    name: 'iotop-py',
    defaults: { ...DEFAULT_SETTINGS, cells: 'wide', sortColumn: 'io', ended: 'shown' },
    only: 'active',
    ids: 'tasks-and-processes',
    list: {
      layout: 'iotop-py',
      decimals: 'two',
      ended: 'unmarked',
      commandLimit: COMMAND_LIMIT,
      atTheEdge: 'folded',
      loops: 'twice',
    },
    complaints: 'few',
  },
};

export const personalityNamed = (name: PersonalityName): Personality => PERSONALITIES[name];

/** See `personalityNameOf`. */
export const personalityOf = (calledBy: string, args: readonly string[]): Personality =>
  PERSONALITIES[personalityNameOf(calledBy, args)];
