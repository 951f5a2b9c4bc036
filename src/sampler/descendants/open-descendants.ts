/** Opens an engine together with the best way it has to tell a command's descendants from other tasks. */
import { readBpfEnvironment } from '../../kernel/sys/bpf/bpf-environment.ts';
import { requireDescriptors } from '../../kernel/sys/process/spare-descriptors.ts';
import { UnavailableError } from '../../lib/errors.ts';
import type { EngineName } from '../../sample/sample.ts';
import type { Engine } from '../engine.ts';
import { openEngine, type RejectedEngine } from '../open-engine.ts';
import { openFamily } from './bpf-descendants-open.ts';
import type { Kin } from './descendants.ts';
import { Lineage } from './proc-descendants.ts';

export type OpenedKin = {
  readonly engine: Engine;
  readonly kin: Kin;
  /** Better ways that could not be had, best first. */
  readonly rejected: readonly RejectedEngine[];
};

export type KinRequest = {
  /** The process whose children are to be followed. */
  readonly self: number;
  /** Only this engine will do; absent: the best that works. */
  readonly engine: EngineName | undefined;
  /** The command, once it runs. */
  readonly command: () => number | undefined;
};

/** @throws UnavailableError when no engine works, or the one asked for does not */
export const openKin = ({ self, engine: wanted, command }: KinRequest): OpenedKin => {
  const lineage: { current?: Lineage } = {};
  const { engine, rejected } = openEngine({
    ...(wanted === undefined ? {} : { engine: wanted }),
    selection: {
      get ids() {
        return lineage.current?.members ?? new Set();
      },
    },
  });
  const family = engine.name === 'bpf' ? tryFamily(self) : undefined;
  if (family !== undefined && 'kin' in family) return { engine, kin: family.kin, rejected };
  const kin = new Lineage(self);
  lineage.current = kin;
  return {
    engine: lookingFirst(engine, () => kin.look(command())),
    kin,
    rejected: family === undefined ? rejected : [...rejected, family],
  };
};

const tryFamily = (self: number): { readonly kin: Kin } | RejectedEngine => {
  try {
    requireDescriptors(DESCRIPTORS);
    return { kin: openFamily(readBpfEnvironment(), self) };
  } catch (thrown) {
    if (!(thrown instanceof UnavailableError)) throw thrown;
    return { engine: 'bpf', reason: thrown.problem, remedy: thrown.remedy };
  }
};

/** Its maps, programs and links, and what the engine opens in a pass and the command at its start. */
const DESCRIPTORS = 20;

/** The same engine, with something to be done before each pass. */
const lookingFirst = (engine: Engine, look: () => void): Engine => ({
  name: engine.name,
  startTolerance: engine.startTolerance,
  waitsWithin: engine.waitsWithin,
  drainEvery: engine.drainEvery,
  get standingGaps() {
    return engine.standingGaps;
  },
  readTasks: (into) => {
    look();
    return engine.readTasks(into);
  },
  takeExits: (into) => engine.takeExits(into),
  readAllNext: () => engine.readAllNext?.(),
  drain: () => engine.drain(),
  close: () => engine.close(),
});
