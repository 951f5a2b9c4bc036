/** Opens an engine together with the best way it has to tell a command's descendants from other tasks. */
import { readBpfEnvironment } from '../../kernel/sys/bpf/bpf-environment.ts';
import { requireDescriptors } from '../../kernel/sys/process/spare-descriptors.ts';
import { defined } from '../../lib/defined.ts';
import { UnavailableError } from '../../lib/errors.ts';
import type { EngineName } from '../../sample/sample.ts';
import type { Engine } from '../engine.ts';
import { openEngine, type RejectedEngine } from '../open-engine.ts';
import { openBpfDescendants } from './bpf-descendants.ts';
import type { Descendants } from './descendants.ts';
import { ProcDescendants } from './proc-descendants.ts';

export type OpenedDescendants = {
  readonly engine: Engine;
  readonly descendants: Descendants;
  /** Better ways that could not be had, best first. */
  readonly rejected: readonly RejectedEngine[];
};

/**
 * @param self the process whose children are to be followed @param wanted only this engine will do; undefined: the best that works
 * @throws UnavailableError when no engine works, or the one asked for does not
 */
export const openDescendants = (
  self: number,
  wanted: EngineName | undefined,
): OpenedDescendants => {
  let members: () => ReadonlySet<number> = () => new Set();
  const { engine, rejected } = openEngine({
    ...defined({ engine: wanted }),
    selection: {
      get ids() {
        return members();
      },
    },
  });
  const followed = engine.name === 'bpf' ? tryBpf(self) : undefined;
  if (followed !== undefined && 'descendants' in followed) {
    return { engine, descendants: followed.descendants, rejected };
  }
  const descendants = new ProcDescendants(self);
  members = () => descendants.members;
  return {
    engine,
    descendants,
    rejected: followed === undefined ? rejected : [...rejected, followed],
  };
};

const tryBpf = (self: number): { readonly descendants: Descendants } | RejectedEngine => {
  try {
    requireDescriptors(DESCRIPTORS);
    return { descendants: openBpfDescendants(readBpfEnvironment(), self) };
  } catch (thrown) {
    if (!(thrown instanceof UnavailableError)) throw thrown;
    return { engine: 'bpf', reason: thrown.problem, remedy: thrown.remedy };
  }
};

/** Its maps, programs and links, and what the engine opens in a pass and the command at its start. */
const DESCRIPTORS = 20;
