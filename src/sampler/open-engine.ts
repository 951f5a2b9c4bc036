/**
 * Opens the best engine that works here, or the one asked for, and says why the better ones were not taken.
 *
 * Adding an engine is adding its name to ENGINE_NAMES and a row to OPENERS.
 */
import { readBpfEnvironment } from '../kernel/sys/bpf/bpf-environment.ts';
import { steadyBootClock, systemClock } from '../kernel/sys/clock.ts';
import { systemCallRefusal } from '../kernel/sys/libc.ts';
import { requireDescriptors } from '../kernel/sys/process/spare-descriptors.ts';
import { defined } from '../lib/defined.ts';
import { SystemCallError, UnavailableError } from '../lib/errors.ts';
import { ENGINE_NAMES } from '../sample/fields.ts';
import type { EngineName } from '../sample/sample.ts';
import { openBpfEngine } from './bpf/open.ts';
import type { Engine, TaskSelection } from './engine.ts';
import { openProcfsEngine } from './procfs/engine.ts';
import { openTaskstatsEngine } from './taskstats/engine.ts';

type EngineRequest = {
  /** Only this one will do; absent: the best that works. */
  readonly engine?: EngineName;
  /** Which tasks to read; absent: all of them. */
  readonly selection?: TaskSelection;
};

/** An engine that could not be opened. */
export type RejectedEngine = {
  readonly engine: EngineName;
  readonly reason: string;
  /** What to type or to do, or '' when nothing helps. */
  readonly remedy: string;
};

export type OpenedEngine = {
  readonly engine: Engine;
  /** The better engines that were tried first, best first; empty when the best works or one was asked for by name. */
  readonly rejected: readonly RejectedEngine[];
};

export type EngineOpener = {
  readonly name: EngineName;
  /** File descriptors it has open during a pass. */
  readonly descriptors: number;
  /** @throws UnavailableError or SystemCallError when this machine or this user cannot have it */
  readonly open: (selection: TaskSelection | undefined) => Engine;
};

/**
 * @param openers best first
 * @throws UnavailableError when the engine asked for, or every one, is unavailable, or no system call can be made
 */
export const openEngine = (
  request: EngineRequest,
  openers: readonly EngineOpener[] = ENGINES,
): OpenedEngine => {
  // One reason for all of them, and of the first look.
  const refusal = systemCallRefusal();
  if (refusal !== undefined) throw refusal;
  const { engine: wanted, selection } = request;
  const candidates = openers.filter(({ name }) => wanted === undefined || name === wanted);
  const rejected: RejectedEngine[] = [];
  for (const opener of candidates) {
    const engine = tryEngine(opener, selection);
    if (!(engine instanceof UnavailableError)) return { engine, rejected };
    if (wanted !== undefined) throw engine;
    rejected.push(rejectionOf(opener.name, engine));
  }
  throw noEngine(wanted, rejected);
};

/** Opens one engine. @returns why not, where it is refused; anything else is thrown on */
export const tryEngine = (
  opener: EngineOpener,
  selection?: TaskSelection,
): Engine | UnavailableError => {
  try {
    requireDescriptors(opener.descriptors + DESCRIPTORS_BESIDE);
    return opener.open(selection);
  } catch (thrown) {
    if (thrown instanceof UnavailableError) return thrown;
    if (!(thrown instanceof SystemCallError)) throw thrown;
    return new UnavailableError(thrown.message, '', { cause: thrown });
  }
};

export const rejectionOf = (
  engine: EngineName,
  { problem, remedy }: UnavailableError,
): RejectedEngine => ({ engine, reason: problem, remedy });

/** The machine's own counters, and one file looked at for a moment. */
const DESCRIPTORS_BESIDE = 6;

const OPENERS: Readonly<Record<EngineName, Omit<EngineOpener, 'name'>>> = {
  // Four maps, programs and links each, and a pass.
  bpf: { descriptors: 13, open: () => openBpfEngine(readBpfEnvironment(), systemClock) },
  taskstats: {
    descriptors: 4,
    open: (selection) => openTaskstatsEngine(steadyBootClock(), selection),
  },
  procfs: {
    descriptors: 3,
    open: (selection) => openProcfsEngine({ clock: systemClock, ...defined({ selection }) }),
  },
};

/** Best first. */
export const ENGINES: readonly EngineOpener[] = ENGINE_NAMES.map((name) => ({
  name,
  ...OPENERS[name],
}));

const noEngine = (
  wanted: EngineName | undefined,
  rejected: readonly RejectedEngine[],
): UnavailableError => {
  if (wanted !== undefined) return new UnavailableError(`there is no engine ${wanted} here`, '');
  const reasons = rejected.map(({ engine, reason }) => `${engine}: ${reason}`).join('; ');
  const [remedy = '', ...others] = new Set(rejected.map((each) => each.remedy));
  return new UnavailableError(
    `no way to read the I/O of tasks works here (${reasons})`,
    remedy !== '' && others.length === 0 ? remedy : 'iotop doctor says what would help',
  );
};
