/** The screen of this machine: what it is wired to. */
import { defined } from '../../../lib/defined.ts';
import type { Where } from '../../../model/filter/filter.ts';
import type { Outcome } from '../../../tui/core/effects.ts';
import { runTui } from '../../../tui/run.ts';
import { terminalAbilities } from '../../../tui/terminal/abilities.ts';
import { type CommandIo, streamsOf } from '../../effects/command-io.ts';
import type { DelayAccountingSwitch } from '../../effects/delayacct.ts';
import type { Live } from '../../effects/live.ts';
import { namedTasksNoter } from '../../effects/notes/notes.ts';
import { noteUnknownHere } from '../../effects/notes/value-notes.ts';
import { neededRights } from '../../effects/rights/needed-rights.ts';
import { kernelFacts } from '../../effects/rights/rights-facts.ts';
import { screenEffects } from '../../effects/screen-effects.ts';
import type { Invocation } from '../../options/invocation.ts';

export const showScreen = async (
  { settings, personality, selection, rights, iterations }: Invocation,
  open: () => Promise<Live>,
  io: CommandIo,
  delayAccounting: DelayAccountingSwitch,
  settingsProblem: string | undefined,
): Promise<void> => {
  const { source, engine } = await open();
  io.keepOnly(
    neededRights({ kind: 'screen', rights }, engine.name, kernelFacts(), delayAccounting.state),
  );
  const lookAtNamed = namedTasksLook(selection.ids);
  const missing = lookAtNamed() ?? unknownIn(selection.where);
  await runTui({
    source,
    streams: streamsOf(io.terminal),
    effects: {
      ...screenEffects(source, io.environment, delayAccounting),
      lookForValues: unknownIn,
    },
    abilities: terminalAbilities(io.environment),
    settings,
    defaults: personality.defaults,
    selection,
    rights,
    called: io.called(),
    lookAround: lookAtNamed,
    ...defined({ note: missing, settingsProblem, iterations }),
  });
};

/** What of the filter this machine does not have, for the bottom of the screen. */
const unknownIn = (where: Where | undefined): Outcome | undefined => {
  const lines: string[] = [];
  noteUnknownHere(where, (line) => lines.push(line));
  return lines.length === 0 ? undefined : { tone: 'error', text: lines.join('; ') };
};

/** What is new about those named by -p, for the bottom of the screen: at first which are not there, then which have ended. */
const namedTasksLook = (ids: ReadonlySet<number>): (() => Outcome | undefined) => {
  const lines: string[] = [];
  let look = (): void => {
    look = namedTasksNoter(ids, (line) => lines.push(line));
  };
  return () => {
    look();
    const text = lines.splice(0).join('; ');
    return text === '' ? undefined : { tone: 'error', text };
  };
};
