/** `iotop` on a terminal: settings from file and command line, the screen, and the world it acts on. */
import { columnOf } from '../model/columns.ts';
import type { Selection } from '../model/selection.ts';
import type { SampleSource } from '../sample/source.ts';
import { terminalAbilities } from '../tui/abilities.ts';
import { runTui, type TuiEnd } from '../tui/run.ts';
import { DEFAULT_SETTINGS, type Settings } from '../tui/settings.ts';
import type { TerminalStreams } from '../tui/terminal.ts';
import { configComplaints, type LoadedConfig } from './config-file.ts';
import { outsideOf, type Pace } from './tui-outside.ts';

export type FullScreenOptions = {
  readonly source: SampleSource;
  /** Absent for a source that keeps its own pace, such as a recording. */
  readonly pace?: Pace;
  readonly config: LoadedConfig;
  /** What the command line says: it wins over the file. */
  readonly chosen: Partial<Settings>;
  readonly selection: Selection;
  /** A pattern known to be good; '' for none. */
  readonly filter: string;
  readonly rights: 'all' | 'read-only';
  /** Samples to show; absent: no end. */
  readonly iterations?: number;
};

export type Surroundings = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly streams: TerminalStreams;
};

/** The settings in force: as it comes, then the file, then the command line. */
export const settingsInForce = (config: LoadedConfig, chosen: Partial<Settings>): Settings => ({
  ...DEFAULT_SETTINGS,
  ...withDirection(config.settings),
  ...withDirection(chosen),
});

/** A sort column named without a direction brings its own. */
const withDirection = (settings: Partial<Settings>): Partial<Settings> =>
  settings.sortColumn === undefined
    ? settings
    : { sortDirection: columnOf(settings.sortColumn).firstSort, ...settings };

/** @throws whatever the source throws, with the terminal given back */
export const runFullScreen = (
  options: FullScreenOptions,
  { environment, streams }: Surroundings,
): Promise<TuiEnd> => {
  const { source, pace = OWN_PACE, config, chosen, iterations, ...rest } = options;
  const [complaint, ...more] = configComplaints(config);
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return runTui({
    ...rest,
    source,
    streams,
    settings: settingsInForce(config, chosen),
    abilities: terminalAbilities(environment),
    outside: outsideOf(pace, environment),
    ...(iterations === undefined ? {} : { iterations }),
    ...(complaint === undefined ? {} : { note: { tone: 'error', text: complaint + others } }),
  });
};

const OWN_PACE: Pace = { refresh: () => {}, setInterval: () => {} };
